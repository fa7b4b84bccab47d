import type { STEP_OWNERS } from '@/lib/identity/incidents/contract'

export const WHOSE_WORD: Readonly<Record<(typeof STEP_OWNERS)[number] | 'nobody', string>> = {
  who_halted: 'Whoever stopped it',
  agent_owner: 'The agent’s owner',
  nobody: 'Nobody in particular',
}
