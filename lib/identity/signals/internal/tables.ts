import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'signalReceiver' | 'signalStream' | 'signalSubject' | 'signalNotice' | 'signalEvent'

/** The tables that this context owns. An order and what it covers are read in `expand-notices.ts` alone. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
