import { z } from 'zod'
import type { PostureLine } from './contract'
import { readPosture } from './internal/read-posture'
import { query } from './internal/tables'

/** The same in one line, with the gap to begin with. */
export const getPostureLine = query({
  name: 'posture.read',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<PostureLine> => {
    const { state, taken_at, scores, since, falls, gaps } = await readPosture(tx, actor.tenantId)
    return { state, taken_at, scores, since, falls, worst: gaps[0] ?? null }
  },
})
