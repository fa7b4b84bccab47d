import { z } from 'zod'
import { AddWitnessedInput, AddWitnessInput, WitnessedIdInput, WitnessedList, WitnessedView, WitnessIdInput, WitnessView } from '@/lib/identity/ledger/witness/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Who cosigns the heads of this log (C2SP tlog-witness). */
export const WITNESSES = {
  list: endpoint({ method: 'GET', path: '/ledger/witnesses', permission: 'ledger.witness.list', input: Nothing, output: z.array(WitnessView), summary: 'Witnesses of the log, each with the newest head that it has cosigned' }),
  add: endpoint({ method: 'POST', path: '/ledger/witnesses', permission: 'ledger.witness.add', input: AddWitnessInput, output: WitnessView, summary: 'Have the heads of the log cosigned by a witness, from the newest on' }),
  remove: endpoint({ method: 'DELETE', path: '/ledger/witnesses/:witnessId', permission: 'ledger.witness.remove', input: WitnessIdInput, output: Nothing, summary: 'Ask a witness no more; what it has cosigned stays with the heads' }),
} as const

/** Logs of others whose heads are cosigned here. */
export const WITNESSED = {
  list: endpoint({ method: 'GET', path: '/ledger/witnessed', permission: 'ledger.witnessed.list', input: Nothing, output: WitnessedList, summary: 'Logs whose heads are cosigned here, with the newest head of each, and the address and key of this witness' }),
  add: endpoint({ method: 'POST', path: '/ledger/witnessed', permission: 'ledger.witnessed.add', input: AddWitnessedInput, output: WitnessedView, summary: 'Cosign the heads of a log, by its key' }),
  remove: endpoint({ method: 'DELETE', path: '/ledger/witnessed/:logId', permission: 'ledger.witnessed.remove', input: WitnessedIdInput, output: Nothing, summary: 'Cosign the heads of a log no more; the newest stays known' }),
} as const
