import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'discoverySource' | 'discoveryRun' | 'discoveryItem' | 'discoveryCredential' | 'platformIssuer'

/** The tables that this context owns. */
export const command = commandsOver<Own | 'outbox'>()
export const query = queriesOver<Own>()
