'use client'

import { useState, useTransition } from 'react'
import { putGuideAwayAction } from '../../actions'

/** The guide is there until somebody puts it away, wherever they sign in; where that was not heard it comes again another time. */
export function useGuide(guided: boolean) {
  const [open, setOpen] = useState(guided)
  const [pending, startTransition] = useTransition()
  const putAway = () =>
    startTransition(async () => {
      await putGuideAwayAction().catch(() => null)
      setOpen(false)
    })
  return { open, pending, putAway, show: () => setOpen(true) }
}
