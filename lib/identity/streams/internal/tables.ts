import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The table that this context owns. What is sealed it hears from the ledger. */
export const command = commandsOver<'ledgerStream'>()
export const query = queriesOver<'ledgerStream'>()
