import { ConsistencyInput, type ConsistencyView } from './export-contract'
import { consistencyOf } from './internal/multiproof'
import { ledgerQuery } from './ledger-query'
import { publishedHead } from './read-log'

/** What shows a head that somebody kept to be an earlier one of this log; `not_found` where the log is shorter than that. */
export const getConsistency = ledgerQuery({
  name: 'ledger.head.get',
  input: ConsistencyInput,
  answer: async (_tx, { actor, input: { from } }): Promise<ConsistencyView | null> => {
    const head = await publishedHead(actor.tenantId)
    if (!head || from > head.size) return null
    const hashes = await consistencyOf(actor.tenantId, from, head.size)
    return { from, hashes: hashes.map((hash) => hash.toString('base64')), checkpoint: head.note, size: head.size, vkey: head.vkey }
  },
})
