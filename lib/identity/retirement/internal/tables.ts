import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'retirement' | 'retirementStep' | 'runtimeHook' | 'connectedSystem' | 'connectedToken'

/** The tables that this context owns, and the hooks that are told; of agents, mandates and keys it reads in `hangs.ts` and ends in `revoke.ts`. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
