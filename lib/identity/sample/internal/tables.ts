import { queriesOver } from '../../query'

/** The tables that this context owns. */
export const query = queriesOver<'sampleEstate'>()
