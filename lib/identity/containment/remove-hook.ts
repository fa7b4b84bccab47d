import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { HookIdInput } from './contract'
import { shownUrl } from './internal/shown-url'
import { command } from './internal/tables'

/** Removes a hook: it is told of no order from now on. What it answered stays on the orders' boards; what it was still owed ends as failed. */
export const removeHook = command({
  name: 'containment.hook.remove',
  input: HookIdInput,
  resource: (tx, { hookId }, actor) => tx.runtimeHook.findFirst({ where: { id: hookId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { resource: hook }): Promise<Result<Change & { value: Record<string, never> }, never>> => {
    const now = new Date()
    await tx.runtimeHook.update({ where: { id: hook.id }, data: { removedAt: now } })
    await tx.runtimeHookCall.updateMany({ where: { hookId: hook.id, tenantId: hook.tenantId, state: 'waiting' }, data: { state: 'failed', endedAt: now, detail: 'the hook was removed before it answered' } })
    return ok({ value: {}, subject: { kind: 'hook', id: hook.id, name: hook.name }, detail: { url: shownUrl(hook.url) } })
  },
})
