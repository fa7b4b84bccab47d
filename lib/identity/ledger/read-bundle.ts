import { z } from 'zod'
import { TILE_WIDTH } from '@/lib/tlog'
import { ledgerQuery } from './ledger-query'
import { readEntries, readTile } from './read-log'

const BundleInput = z
  .object({ start: z.number().int().nonnegative(), end: z.number().int().positive() })
  .refine(({ start, end }) => start % TILE_WIDTH === 0 && end > start && end - start <= TILE_WIDTH, 'not a bundle of entries')

/** The entries under one tile of hashes, as they were sealed; `not_found` where there is no such tile (C2SP tlog-tiles). */
export const readBundle = ledgerQuery({
  name: 'ledger.event.prove',
  input: BundleInput,
  answer: async (_tx, { actor, input }) => {
    const tile = await readTile(actor.tenantId, { level: 0, ...input })
    return tile && { entries: await readEntries(actor.tenantId, input.start, input.end) }
  },
})
