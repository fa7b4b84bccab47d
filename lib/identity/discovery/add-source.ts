import { sep } from 'node:path'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Conflict, Invalid, WrongState } from '../refusals'
import { AddSourceInput, SourceIdInput, type SourceView } from './contract'
import { sourceViews } from './internal/source-views'
import { command } from './internal/tables'

export type SourceSettings = { /** The folders of the host that may be read, and what is below them. */ discoveryRoots?: readonly string[] }

/** The worker asks again when it scans, with what the path really leads to. */
export const isBelow = (roots: readonly string[], path: string): boolean => roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep))

/** Has a folder of the host, or a checkout in it, scanned now and from now on. */
export const addSource = ({ discoveryRoots = [] }: SourceSettings) =>
  command({
    name: 'discovery.source.add',
    input: AddSourceInput,
    resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
    act: async (tx, { actor, input }): Promise<Result<Change & { value: SourceView }, Invalid | Conflict>> => {
      const path = input.path.replace(/\/+$/, '') || '/'
      if (!isBelow(discoveryRoots, path))
        return refuse({ code: 'invalid', fields: { path: discoveryRoots.length === 0 ? 'this installation may read no folder: LANYARD_DISCOVERY_ROOTS names those that it may' : `is not below a folder that this installation may read: ${discoveryRoots.join(', ')}` } })
      const there = await tx.discoverySource.findFirst({ where: { tenantId: actor.tenantId, removedAt: null, OR: [{ path }, { kind: 'folder', name: { equals: input.name, mode: 'insensitive' } }] } })
      if (there) return refuse({ code: 'conflict', detail: there.path === path ? 'this folder is a source already' : 'there is a source of this name' })
      const source = await tx.discoverySource.create({ data: { id: newId<'discovery_source'>(), tenantId: actor.tenantId, kind: 'folder', name: input.name, path, everyHours: input.every_hours, dueAt: null, createdByName: actor.name } })
      await tx.discoveryRun.create({ data: { id: newId<'discovery_run'>(), tenantId: actor.tenantId, sourceId: source.id, state: 'waiting', askedById: actor.id, askedByName: actor.name } })
      const [value] = await sourceViews(tx, actor.tenantId, source.id)
      if (!value) return refuse({ code: 'conflict', detail: 'it went away meanwhile' })
      return ok({ value, subject: { kind: 'discovery_source', id: source.id, name: source.name }, detail: { path, every_hours: input.every_hours } })
    },
  })

/** Looks no more; what was found there stays, and what was decided. */
export const removeSource = command({
  name: 'discovery.source.remove',
  input: SourceIdInput,
  resource: (tx, { sourceId }, actor) => tx.discoverySource.findFirst({ where: { id: sourceId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { resource }): Promise<Result<Change & { value: Record<string, never> }, never>> => {
    await tx.discoverySource.update({ where: { id: resource.id }, data: { removedAt: new Date() } })
    await tx.discoveryRun.updateMany({ where: { sourceId: resource.id, state: 'waiting' }, data: { state: 'failed', endedAt: new Date(), problem: 'the source was removed' } })
    return ok({ value: {}, subject: { kind: 'discovery_source', id: resource.id, name: resource.name } })
  },
})

/** Asks for a scan now; the worker carries it out. */
export const scanSource = command({
  name: 'discovery.source.scan',
  input: SourceIdInput,
  resource: (tx, { sourceId }, actor) => tx.discoverySource.findFirst({ where: { id: sourceId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { actor, resource }): Promise<Result<Change & { value: SourceView }, WrongState | Conflict>> => {
    if (resource.kind !== 'folder') return refuse({ code: 'wrong_state', state: 'sent_by_people' })
    if (await tx.discoveryRun.findFirst({ where: { sourceId: resource.id, endedAt: null } })) return refuse({ code: 'wrong_state', state: 'being_scanned' })
    await tx.discoveryRun.create({ data: { id: newId<'discovery_run'>(), tenantId: actor.tenantId, sourceId: resource.id, state: 'waiting', askedById: actor.id, askedByName: actor.name } })
    const [value] = await sourceViews(tx, actor.tenantId, resource.id)
    return value ? ok({ value, subject: { kind: 'discovery_source', id: resource.id, name: resource.name } }) : refuse({ code: 'conflict', detail: 'it went away meanwhile' })
  },
})
