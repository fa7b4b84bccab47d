import { z } from 'zod'
import { query } from './internal/tables'
import { SAMPLE_NAME } from '../access/sample-people'
import type { SampleView } from './contract'

/** Whether there is a sample company, and how far it is built; everybody may know. */
export const getSample = ({ sampleOpen = false }: { sampleOpen?: boolean }) =>
  query({
    name: 'sample.get',
    input: z.object({}),
    answer: async (tx): Promise<SampleView> => {
      const estate = await tx.sampleEstate.findUnique({ where: { id: 1 } })
      if (!estate || estate.state === 'skipped') return { state: 'none', name: '', may_open: false, done: 0, total: 0, doing: '' }
      const state = estate.state as 'building' | 'ready' | 'erased' // the column's check constraint allows no other
      const { done, total, doing } = estate
      return { state, name: state === 'erased' ? '' : SAMPLE_NAME, may_open: sampleOpen && state !== 'erased', done, total, doing }
    },
  })
