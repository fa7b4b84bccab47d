import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The tables that this context owns. */
export const command = commandsOver<'person' | 'scimClient' | 'oneTimeLink' | 'personSession' | 'passkey' | 'recoveryCode' | 'actProof' | 'outbox'>()
export const query = queriesOver<'person' | 'scimClient' | 'tenant' | 'passkey' | 'recoveryCode' | 'actProof'>()
