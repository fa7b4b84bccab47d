import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The table that this context owns; of people, only their names. */
export const command = commandsOver<'savedFilter'>()
export const query = queriesOver<'savedFilter' | 'person'>()
