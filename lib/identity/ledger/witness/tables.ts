import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

export const command = commandsOver<'ledgerWitness' | 'witnessedLog'>()
export const query = queriesOver<'ledgerWitness' | 'witnessedLog' | 'ledgerCheckpoint'>()
