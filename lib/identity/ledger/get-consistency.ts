import { ConsistencyInput, type ConsistencyView } from './export-contract'
import { headSince } from './head-since'
import { ledgerQuery } from './ledger-query'

/** What shows a head that somebody kept to be an earlier one of this log; `not_found` where the log is shorter than that. */
export const getConsistency = ledgerQuery({
  name: 'ledger.head.get',
  input: ConsistencyInput,
  answer: async (_tx, { actor, input: { from, head_size: headSize } }): Promise<ConsistencyView | null> => {
    const found = await headSince(actor.tenantId, from, headSize ?? null)
    if (!found?.hashes) return null
    const { head, hashes } = found
    return { from, hashes: hashes.map((hash) => hash.toString('base64')), checkpoint: head.note, size: head.size, vkey: head.vkey }
  },
})
