import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'containmentEpoch' | 'containmentOrder' | 'containmentCover' | 'enforcementPoint' | 'enrolmentCode' | 'receipt' | 'callInFlight' | 'containmentRequest' | 'restoreSignature' | 'runtimeHook' | 'runtimeHookCall' | 'outbox'

/** The tables that this context owns. Agents, delegations and people are read in `coverage.ts` alone. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
