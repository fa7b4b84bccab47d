import { z } from 'zod'
import { SAMPLE_NAME } from '../access/sample-people'
import type { SampleRowsView } from './contract'
import { summaryOf } from './internal/count-rows'
import { query } from './internal/tables'

/** What erasing the sample would take, by the function that would take it. */
export const previewErasure = query({
  name: 'sample.erase',
  input: z.object({}),
  answer: async (tx): Promise<SampleRowsView> => {
    const estate = await tx.sampleEstate.findUnique({ where: { id: 1 } })
    if (estate?.state !== 'building' && estate?.state !== 'ready') return { name: '', rows: [], total: 0 }
    return { name: SAMPLE_NAME, ...summaryOf(await tx.$queryRaw`select table_name, row_count from sample_rows(false)`) }
  },
})
