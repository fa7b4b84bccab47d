import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { AddHookInput, HOOKS_MAX, type HookView } from './contract'
import { shownUrl } from './internal/shown-url'
import { command } from './internal/tables'

/** Sets up a runtime hook: from now on it is told of such orders, until it is removed. */
export const addHook = command({
  name: 'containment.hook.add',
  input: AddHookInput,
  resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, names: (await tx.runtimeHook.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()) }),
  act: async (tx, { actor, input: { name, url, modes }, resource: { names } }): Promise<Result<Change & { value: HookView }, Invalid>> => {
    if (names.includes(name.toLowerCase())) return refuse({ code: 'invalid', fields: { name: 'is the name of another hook' } })
    if (names.length >= HOOKS_MAX) return refuse({ code: 'invalid', fields: { name: `there are ${HOOKS_MAX} already: remove one first` } })
    const hook = await tx.runtimeHook.create({ data: { id: newId(), tenantId: actor.tenantId, name, url, modes: [...new Set(modes)], createdByName: actor.name } })
    const shown = shownUrl(url)
    return ok({
      value: { id: hook.id, name, url: shown, modes: [...new Set(modes)], created: { by: actor.name, at: hook.createdAt.toISOString() } },
      subject: { kind: 'hook', id: hook.id, name },
      detail: { url: shown, modes: [...new Set(modes)] },
    })
  },
})
