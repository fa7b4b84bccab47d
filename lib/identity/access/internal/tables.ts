import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The tables that this context owns. */
export const command = commandsOver<'person' | 'oneTimeLink' | 'personSession'>()
export const query = queriesOver<'person' | 'tenant'>()
