import { z } from 'zod'
import { systemViews } from './internal/system-view'
import { query } from './internal/tables'

/** Systems in which an agent ends when it is retired, by name. */
export const listSystems = query({
  name: 'registry.system.list',
  input: z.object({}),
  answer: (tx, { actor }) => systemViews(tx, actor.tenantId),
})
