import { z } from 'zod'
import { readPosture } from './internal/read-posture'
import { query } from './internal/tables'

/** Where the estate stands, by its newest snapshot; nothing is counted for it, so that it costs the same at any size. */
export const getPosture = query({
  name: 'posture.read',
  input: z.object({}),
  answer: (tx, { actor }) => readPosture(tx, actor.tenantId),
})
