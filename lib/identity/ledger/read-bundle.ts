import { z } from 'zod'
import { TILE_WIDTH } from '@/lib/tlog'
import { ledgerQuery } from './ledger-query'
import { readEntries, readTile } from './read-log'
import type { ReadArchive } from './retention/read-archived'

const BundleInput = z
  .object({ start: z.number().int().nonnegative(), end: z.number().int().positive() })
  .refine(({ start, end }) => start % TILE_WIDTH === 0 && end > start && end - start <= TILE_WIDTH, 'not a bundle of entries')

/** The entries under one tile of hashes, as they were sealed; `not_found` where there is no such tile, or one of them is nowhere (C2SP tlog-tiles). */
export const readBundle = ({ readArchive = null }: { readArchive?: ReadArchive | null }) => ledgerQuery({
  name: 'ledger.event.prove',
  input: BundleInput,
  answer: async (_tx, { actor, input }) => {
    const tile = await readTile(actor.tenantId, { level: 0, ...input })
    const entries = tile && (await readEntries(actor.tenantId, input.start, input.end, readArchive))
    return entries && { entries }
  },
})
