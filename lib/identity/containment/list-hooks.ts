import { z } from 'zod'
import { MODES, type HookView } from './contract'
import { shownUrl } from './internal/shown-url'
import { query } from './internal/tables'

/** The runtime hooks there are, by name. An address is shown without what may be a secret in it. */
export const listHooks = query({
  name: 'containment.hook.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<HookView[]> => {
    const hooks = await tx.runtimeHook.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, orderBy: { name: 'asc' } })
    return hooks.map((hook) => ({
      id: hook.id,
      name: hook.name,
      url: shownUrl(hook.url),
      modes: MODES.filter((mode) => hook.modes.includes(mode)),
      created: { by: hook.createdByName, at: hook.createdAt.toISOString() },
    }))
  },
})
