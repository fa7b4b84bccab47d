import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The tables that this context owns. People are read, by name and liveness, in `people-named.ts` alone. */
export const command = commandsOver<'agent' | 'agentRevision' | 'agentKey' | 'toolServer'>()
export const query = queriesOver<'agent' | 'agentRevision' | 'agentKey' | 'toolServer'>()
