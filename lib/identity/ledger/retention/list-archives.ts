import { EventIdInput } from '../contract'
import { findArchiveOf } from './find-archive'
import { toArchiveView } from './archive-view'
import { ListArchivesInput, type ArchivedEventView } from '../retention-contract'
import { query } from './tables'

/** Files of archives, the newest entries first. The cursor is the last place of the file before. */
export const listArchives = query({
  name: 'ledger.archive.list',
  input: ListArchivesInput,
  answer: async (tx, { actor: { tenantId }, input: { limit, cursor } }) => {
    const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? BigInt(cursor) : null
    const rows = await tx.ledgerArchive.findMany({
      where: { tenantId, ...(before === null ? {} : { lastPosition: { lt: before } }) },
      orderBy: [{ lastPosition: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    })
    const page = rows.slice(0, limit)
    return { items: page.map(toArchiveView), next: rows.length > limit ? (page.at(-1)?.lastPosition.toString() ?? null) : null }
  },
})

/** Of an entry that has left the database: where it is now. `not_found` for one that is there, or never was. */
export const getArchived = query({
  name: 'ledger.event.get',
  input: EventIdInput,
  answer: async (tx, { actor: { tenantId }, input: { eventId } }): Promise<ArchivedEventView | null> => {
    const leaf = await tx.ledgerLeaf.findFirst({ where: { entryId: eventId, tenantId } })
    const archiveId = leaf && (await findArchiveOf(tx, tenantId, leaf.position))
    const archive = archiveId ? await tx.ledgerArchive.findFirst({ where: { id: archiveId, tenantId } }) : null
    return leaf && archive
      ? {
          id: leaf.entryId,
          leaf: {
            position: leaf.position.toString(),
            leaf_hash: Buffer.from(leaf.leafHash).toString('hex'),
            chain_hash: Buffer.from(leaf.chainHash).toString('hex'),
            sealed_at: leaf.sealedAt.toISOString(),
          },
          archive: toArchiveView(archive),
        }
      : null
  },
})
