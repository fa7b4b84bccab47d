import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

export const command = commandsOver<'ledgerRetention'>()
export const query = queriesOver<'ledgerRetention' | 'ledgerArchive' | 'ledgerLeaf'>()
