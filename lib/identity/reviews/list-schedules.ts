import { z } from 'zod'
import { scheduleViews } from './internal/schedules'
import { query } from './internal/tables'

export const listSchedules = query({
  name: 'reviews.schedule.list',
  input: z.object({}),
  answer: async (tx, { actor }) => ({ items: await scheduleViews(tx, actor.tenantId) }),
})
