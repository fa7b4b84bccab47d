import { z } from 'zod'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { command, query } from './internal/tables'

const GUIDE = 'review_workbench'

/** Whether one has put the workbench's guide away. */
export const getGuide = query({
  name: 'reviews.guide.get',
  input: z.object({}),
  answer: async (tx, { actor }) => (actor.kind === 'person' ? { seen: (await tx.personGuide.count({ where: { tenantId: actor.tenantId, personId: actor.id, guide: GUIDE } })) > 0 } : null),
})

/** Puts it away, for this person wherever they sign in. */
export const putGuideAway = command({
  name: 'reviews.guide.put_away',
  input: z.object({}),
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor }) => {
    if (actor.kind !== 'person') return refuse<Refusal>({ code: 'not_found' })
    const key = { personId: actor.id, guide: GUIDE }
    await tx.personGuide.upsert({ where: { personId_guide: key }, create: { ...key, tenantId: actor.tenantId }, update: {} })
    return ok({ value: { seen: true }, subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { guide: GUIDE } })
  },
})
