import { z } from 'zod'
import { query } from './internal/tables'
import { teamViews } from './internal/team-views'

/** Every team by name, at most 1,000. */
export const listTeams = query({
  name: 'registry.team.list',
  input: z.object({}),
  answer: (tx, { actor }) => teamViews(tx, actor.tenantId),
})
