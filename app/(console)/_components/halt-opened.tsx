'use client'

import { lazy, Suspense, useState, type ComponentType } from 'react'
import { PICKER_INPUT } from './picker-input'
import { HaltLost } from './halt-lost'

const LABEL = 'Which agent?'
/** Fetched when somebody reaches for Halt. If it cannot be, the dialog says what works without it. */
export const loadHaltForm = (): Promise<ComponentType<{ label: string; begin: string }>> => import('./halt-form').then((module) => module.HaltForm, () => HaltLost)
const HaltForm = lazy(async () => ({ default: await loadHaltForm() }))

/** What is typed while the form is fetched is the beginning of the agent's name, and is not lost. */
export function HaltOpened() {
  const [typed, setTyped] = useState('')
  return (
    <Suspense
      fallback={
        <div className="rounded-md border border-line">
          <input {...PICKER_INPUT} aria-label={LABEL} placeholder={LABEL} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
          <p className="px-3 py-4 text-sm text-ink-2">One moment…</p>
        </div>
      }
    >
      <HaltForm label={LABEL} begin={typed} />
    </Suspense>
  )
}
