import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** What is done at once, with the entry that says so. Events are written in batches, on the ledger's own way. */
export const command = commandsOver<'auditImport'>()
export const query = queriesOver<'auditImport'>()
