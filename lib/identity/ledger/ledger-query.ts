import { queriesOver } from '../query'

/** Queries over the ledger's own tables. */
export const ledgerQuery = queriesOver<'ledgerEntry' | 'ledgerLeaf'>()
