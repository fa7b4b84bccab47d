import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'agent' | 'agentRevision' | 'agentKey' | 'toolServer' | 'agentDeputy' | 'agentTransfer' | 'team' | 'teamMember' | 'ownershipRule' | 'lapseRule' | 'lapseNotice' | 'outbox'

/** The tables that this context owns. People are read, by name and liveness, in `people-named.ts` alone. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
