import type { AnswersView } from '@/lib/identity/registry/ownership-contract'

type Answered = AnswersView['agents'][number]

/** Waits to be confirmed as still needed. */
export const isDue = (agent: Answered): agent is Answered & { lapse: NonNullable<Answered['lapse']> } => agent.lapse !== null && agent.lapse.phase !== 'fine'
