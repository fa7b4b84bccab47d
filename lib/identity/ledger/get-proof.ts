import { hotTransaction } from '@/lib/db/hot'
import { inclusionRanges, rangeHashes, writeTlogProof } from '@/lib/tlog'
import { EventIdInput, type EventProofView } from './contract'
import { ledgerQuery } from './ledger-query'
import { readHashes } from './read-hashes'
import { headOver, publishedHead, readEntries } from './read-log'
import type { ReadArchive } from './retention/read-archived'

/** What shows anyone, without this installation, that an entry is in the log; `not_found` until a signed head reaches it. Of an entry in an archive, as long as its file is there. */
export const proofWith = ({ readArchive = null }: { readArchive?: ReadArchive | null }) => ledgerQuery({
  name: 'ledger.event.prove',
  input: EventIdInput,
  answer: async (tx, { actor, input }): Promise<EventProofView | null> => {
    const leaf = await tx.ledgerLeaf.findFirst({ where: { entryId: input.eventId, tenantId: actor.tenantId } })
    const newest = await publishedHead(actor.tenantId)
    if (!leaf || !newest || leaf.position >= newest.size) return null
    const index = Number(leaf.position)
    const head = await headOver(actor.tenantId, newest, index)
    const hashes = await hotTransaction(actor.tenantId, (client) =>
      rangeHashes(readHashes(client, actor.tenantId), inclusionRanges(index, head.size)),
    )
    const [entry] = (await readEntries(actor.tenantId, index, index + 1, readArchive)) ?? []
    return entry === undefined ? null : { entry, proof: writeTlogProof({ index, hashes, checkpoint: head.note }), vkey: head.vkey }
  },
})

export const getProof = proofWith({})
