import type { z } from 'zod'

/** Reads a live part from this console. Signed out means the page is over, and so is this. */
export async function readLive<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const response = await fetch(path, { headers: { accept: 'application/json' } })
  if (response.status === 401) location.assign(`/signin?callbackUrl=${encodeURIComponent(location.pathname + location.search)}`)
  if (!response.ok) throw new Error(`live view answered ${response.status}`)
  return schema.parse(await response.json())
}
