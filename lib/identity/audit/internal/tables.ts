import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'auditDraw' | 'auditDrawItem'

/** The tables that this context owns; entries and hops it only reads. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
