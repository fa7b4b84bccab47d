import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Change } from '../ledger/append'
import type { Conflict, NotFound, WrongState } from '../refusals'
import { FOUND_KINDS, IgnoreItemInput, IgnoreManyInput, isAgentKind, ItemIdInput, MergeItemInput, NoteRegisteredInput } from './contract'
import { itemsWhere } from './internal/filter'
import { command } from './internal/tables'
import { tellLeaked } from './internal/tell-leaked'

type Done = Promise<Result<Change & { value: Record<string, never> }, WrongState | Conflict | NotFound>>
const find = (tx: Pick<Tx, 'discoveryItem'>, actor: Actor, foundId: string) => tx.discoveryItem.findFirst({ where: { id: foundId, tenantId: actor.tenantId } })
const about = ({ id, name, path }: { id: string; name: string; path: string }) => ({ subject: { kind: 'discovery_item', id, name }, detail: { path } })
const CHANGED: Conflict = { code: 'conflict', detail: 'it has changed since it was read' }
/** A decision of before is overwritten whole. */
const decided = (actor: Actor) => ({ decidedByName: actor.name, decidedAt: new Date(), cameBack: false, reason: null, targetKind: null, targetId: null, targetName: null })

/** Leaves it be, and says why; it comes back when it changes. */
export const ignoreItem = command({
  name: 'discovery.item.ignore',
  input: IgnoreItemInput,
  resource: (tx, { foundId }, actor) => find(tx, actor, foundId),
  act: async (tx, { actor, input: { version, reason }, resource }): Done => {
    if (resource.version !== version) return refuse(CHANGED)
    if (resource.state === 'ignored') return refuse({ code: 'wrong_state', state: resource.state })
    await tx.discoveryItem.update({ where: { id: resource.id }, data: { ...decided(actor), state: 'ignored', reason, version: { increment: 1 } } })
    return ok({ value: {}, ...about(resource), purpose: reason })
  },
})

/** Leaves be all that a filter shows, when it is still as many as were seen. */
export const ignoreMany = command({
  name: 'discovery.item.ignore',
  input: IgnoreManyInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { filter, count, reason } }): Promise<Result<Change & { value: { ignored: number } }, Conflict>> => {
    const done = asRows<{ id: string }>(
      await tx.$queryRaw`
        update discovery_item i set state = 'ignored', reason = ${reason}, decided_by_name = ${actor.name}, decided_at = now(), came_back = false, version = i.version + 1,
          target_kind = null, target_id = null, target_name = null
        where ${itemsWhere(actor.tenantId, { ...filter, state: 'open' })} returning i.id`,
    )
    if (done.length !== count) return refuse({ code: 'conflict', detail: `the filter shows ${done.length} now, and not ${count}: read again` })
    const { kind = null, about: what = null, source = null, match = null, q = null } = filter
    return ok({ value: { ignored: done.length }, purpose: reason, subject: { kind: 'discovery_item', id: done[0]?.id ?? '', name: `${done.length} things that were found` }, detail: { count, filter: { kind, about: what, source, match, q }, ids: done.slice(0, 1_000).map(({ id }) => id) } })
  },
})

/** It is an agent or a tool server that is registered already. */
export const mergeItem = command({
  name: 'discovery.item.merge',
  input: MergeItemInput,
  resource: (tx, { foundId }, actor) => find(tx, actor, foundId),
  act: async (tx, { actor, input: { version, target }, resource }): Done => {
    if (resource.version !== version) return refuse(CHANGED)
    const isAgent = FOUND_KINDS.some((kind) => kind === resource.kind && isAgentKind(kind))
    if (isAgent !== (target.kind === 'agent')) return refuse({ code: 'conflict', detail: isAgent ? 'what acts is merged into an agent' : 'what is used is merged into a tool server' })
    const [named] = asRows<{ name: string }>(
      target.kind === 'agent'
        ? await tx.$queryRaw`select name from agent where id = ${target.id}::uuid and tenant_id = ${actor.tenantId}::uuid and state <> 'retired'`
        : await tx.$queryRaw`select title as name from tool_server where id = ${target.id}::uuid and tenant_id = ${actor.tenantId}::uuid`,
    )
    if (!named) return refuse({ code: 'not_found' })
    await tx.discoveryItem.update({ where: { id: resource.id }, data: { ...decided(actor), state: 'merged', targetKind: target.kind, targetId: target.id, targetName: named.name, version: { increment: 1 } } })
    await tellLeaked(tx, actor.tenantId, { itemId: resource.id })
    return ok({ value: {}, ...about(resource), ...(target.kind === 'agent' ? { agentId: target.id } : {}), detail: { path: resource.path, into: target.id, into_name: named.name } })
  },
})

/** It was registered, with the form that it had filled. */
export const noteRegistered = command({
  name: 'discovery.item.register',
  input: NoteRegisteredInput,
  resource: (tx, { foundId }, actor) => find(tx, actor, foundId),
  act: async (tx, { actor, input: { agentId }, resource }): Done => {
    const [agent] = asRows<{ name: string }>(await tx.$queryRaw`select name from agent where id = ${agentId}::uuid and tenant_id = ${actor.tenantId}::uuid and state <> 'retired'`)
    if (!agent) return refuse({ code: 'not_found' })
    if (resource.state === 'registered' && resource.targetId === agentId) return ok({ value: {}, ...about(resource) })
    await tx.discoveryItem.update({ where: { id: resource.id }, data: { ...decided(actor), state: 'registered', targetKind: 'agent', targetId: agentId, targetName: agent.name, version: { increment: 1 } } })
    await tellLeaked(tx, actor.tenantId, { itemId: resource.id })
    return ok({ value: {}, ...about(resource), agentId, detail: { path: resource.path, agent: agent.name } })
  },
})

/** Takes a decision back: it waits for one again. */
export const reopenItem = command({
  name: 'discovery.item.reopen',
  input: ItemIdInput,
  resource: (tx, { foundId }, actor) => find(tx, actor, foundId),
  act: async (tx, { resource }): Done => {
    if (resource.state === 'open') return refuse({ code: 'wrong_state', state: resource.state })
    await tx.discoveryItem.update({ where: { id: resource.id }, data: { state: 'open', cameBack: false, version: { increment: 1 } } })
    return ok({ value: {}, ...about(resource) })
  },
})
