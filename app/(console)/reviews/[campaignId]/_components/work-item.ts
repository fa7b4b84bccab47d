import type { Evidence, ReviewItemView } from '@/lib/identity/reviews/contract'

const SHOWN = ['at', 'agent', 'environment', 'tools', 'calls', 'denied', 'last_used_at', 'weeks', 'changed_because'] as const
type Shown = Pick<Evidence, (typeof SHOWN)[number]>

/** What a row shows of an item. A thousand of them travel to the browser; the rest of the evidence comes when it is opened. */
export type WorkItem = Omit<ReviewItemView, 'evidence'> & { evidence: Shown }

export const workItemOf = ({ evidence, ...item }: ReviewItemView): WorkItem => ({
  ...item,
  evidence: {
    at: evidence.at, agent: evidence.agent, environment: evidence.environment, tools: evidence.tools, calls: evidence.calls, denied: evidence.denied,
    last_used_at: evidence.last_used_at, weeks: evidence.weeks, changed_because: evidence.changed_because,
  }, // prettier-ignore
})

export const waitsForAnswer = ({ questions }: Pick<WorkItem, 'questions'>): boolean => questions.some(({ answer, withdrawn }) => answer === null && !withdrawn)
