'use client'

import { useEffect, useState } from 'react'

/** What a route of ours answers with; null while it is asked, false where it is not there (yet) or could not be read. */
export function useFetched<T>(url: string, read: (response: Response) => Promise<T>): T | null | false {
  const [found, setFound] = useState<{ url: string; value: T | false } | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    fetch(url, { signal: gone.signal })
      .then(async (response) => setFound({ url, value: response.ok ? await read(response) : false }))
      .catch(() => {
        if (!gone.signal.aborted) setFound({ url, value: false })
      })
    return () => gone.abort()
  }, [url, read])
  return found?.url === url ? found.value : null
}
