import type { Every, Independence, NoResponse, Reviewers, ReviewScope, Unsubmitted } from '@/lib/identity/reviews/terms'

export type Plan = {
  name: string; scope: ReviewScope; value?: string; reviewers: Reviewers; named?: string[]; fallback: string; no_response: NoResponse; unsubmitted: Unsubmitted
  independence: Independence; stages: number; second_look: boolean; grace_days: number; phase_from: number; phase_failures: number
} // prettier-ignore
/** A plan, and when it is due or begins. */
export type Asked = { plan: Plan; every: Every | 'once'; due: string; first: string; dueDays: number }
/** What the form begins with: as suggested by another page, a template, or a schedule that waits for a person. */
export type Beginning = Readonly<
  Required<Pick<Plan, 'name' | 'scope' | 'value' | 'reviewers' | 'named' | 'fallback' | 'no_response' | 'unsubmitted' | 'independence' | 'stages' | 'second_look' | 'grace_days' | 'phase_from' | 'phase_failures'>> & {
    every: Every | 'once'
    due: string
    first: string
    due_days: number
    schedule: string | null
  }
>

const DAY_MS = 86_400_000

export function planOf(form: FormData): Asked {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const value = text('value')
  const reviewers = text('reviewers') as Reviewers
  return {
    plan: {
      name: text('name'),
      scope: text('scope') as ReviewScope,
      ...(value ? { value } : {}),
      reviewers,
      ...(reviewers === 'named' ? { named: form.getAll('named').map(String).filter(Boolean) } : {}),
      fallback: text('fallback'),
      no_response: text('no_response') as NoResponse,
      unsubmitted: text('unsubmitted') as Unsubmitted,
      independence: form.get('strict') === null ? 'certify' : 'strict',
      stages: Number(text('stages')),
      second_look: form.get('second_look') !== null,
      grace_days: Number(text('grace_days')),
      phase_from: Number(text('phase_from')),
      phase_failures: Number(text('phase_failures')),
    },
    every: (text('every') || 'once') as Every | 'once',
    due: text('due'),
    first: text('first'),
    dueDays: Number(text('due_days')),
  }
}

/** The end of that day where the reader is; of a schedule, of its first review. */
export function dueOf({ every, due, first, dueDays }: Asked): string {
  return every === 'once' ? isoOf(`${due}T23:59:59`) : isoOf(`${first}T23:59:59`, dueDays)
}

/** The same, and how long its reviewers have until then; of a schedule, as it says. */
export function dueIn(asked: Asked): { due: string; ownMs: number } {
  const due = dueOf(asked)
  return { due, ownMs: asked.every === 'once' ? Date.parse(due) - Date.now() : asked.dueDays * DAY_MS }
}

/** Nine in the morning where the reader is: people are asked when they begin to work. */
export const firstOf = ({ first }: Asked): string => isoOf(`${first}T09:00:00`)

function isoOf(local: string, days = 0): string {
  const at = new Date(local).getTime() + days * DAY_MS
  return Number.isNaN(at) ? '' : new Date(at).toISOString()
}
