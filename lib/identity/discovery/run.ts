import { newId } from '@/lib/kernel/ids'
import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Conflict, Separated, WrongState } from '../refusals'
import { AddPartInput, BeginRunInput, EndRunInput, UNREAD_KEPT_MAX, UnreadPart, type RunView } from './contract'
import { findRun, mayAdd } from './internal/find-run'
import { goneFrom } from './internal/gone-from'
import { putCredentials, putFound, type Fingerprint } from './internal/put-part'
import { command } from './internal/tables'
import { tellLeaked } from './internal/tell-leaked'
import { runView } from './internal/views'

export type RunSettings = { /** Keys the digest of a secret with a key that the database does not have. */ fingerprint: Fingerprint }
type Done = Promise<Result<Change & { value: RunView }, WrongState | Separated | Conflict>>

/** Begins to send what was found elsewhere: by the command, or in files that were handed over. */
export const beginRun = command({
  name: 'discovery.run.begin',
  input: BeginRunInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { sent_by: kind, name } }): Done => {
    const { tenantId } = actor
    const there = await tx.discoverySource.findFirst({ where: { tenantId, kind, removedAt: null, name: { equals: name, mode: 'insensitive' } } })
    const source = there ?? (await tx.discoverySource.create({ data: { id: newId<'discovery_source'>(), tenantId, kind, name, createdByName: actor.name } }))
    // One that its sender never ended gives way to the next.
    await tx.discoveryRun.updateMany({ where: { sourceId: source.id, endedAt: null }, data: { state: 'failed', endedAt: new Date(), problem: 'another was begun before this one was ended' } })
    const run = await tx.discoveryRun.create({ data: { id: newId<'discovery_run'>(), tenantId, sourceId: source.id, state: 'running', askedById: actor.id, askedByName: actor.name, startedAt: new Date(), heardAt: new Date() } })
    return ok({ value: runView(run), subject: { kind: 'discovery_source', id: source.id, name: source.name } })
  },
})

/** Adds one part of what was found. The same part twice adds nothing. */
export const addPart = ({ fingerprint }: RunSettings) =>
  command({
    name: 'discovery.run.add',
    input: AddPartInput,
    resource: (tx, { scanId }, actor) => findRun(tx, actor, scanId),
    act: async (tx, { actor, input: { found, credentials, unread }, resource: run }): Done => {
      const may = mayAdd(actor, run)
      if (!may.ok) return may
      const { fresh, changed } = await putFound(tx, run, found, credentials)
      await putCredentials(tx, run, credentials, fingerprint)
      const kept = UnreadPart.array().catch([]).parse(run.unread)
      const after = await tx.discoveryRun.update({
        where: { id: run.id },
        data: { heardAt: new Date(), found: { increment: found.length }, fresh: { increment: fresh }, changed: { increment: changed }, unread: [...kept, ...unread].slice(0, UNREAD_KEPT_MAX) },
      })
      return ok({ value: runView(after), subject: { kind: 'discovery_source', id: run.sourceId }, detail: { run_id: run.id, found: found.length, credentials: credentials.length, unread: unread.length, fresh, changed } })
    },
  })

/** Ends a run: what was not seen in it, of what it looked at, is gone. */
export const endRun = command({
  name: 'discovery.run.end',
  input: EndRunInput,
  resource: (tx, { scanId }, actor) => findRun(tx, actor, scanId),
  act: async (tx, { actor, input: { totals, seen }, resource: run }): Done => {
    const may = mayAdd(actor, run)
    if (!may.ok) return may
    const gone = await goneFrom(tx, run, seen, totals)
    await tellLeaked(tx, run.tenantId, { sourceId: run.sourceId })
    const after = await tx.discoveryRun.update({ where: { id: run.id }, data: { state: 'done', endedAt: new Date(), totals, gone } })
    const source = await tx.discoverySource.findUniqueOrThrow({ where: { id: run.sourceId } })
    // Its schedule counts from here: a scan that takes long is not followed by another at once.
    if (source.everyHours !== null && source.removedAt === null) await tx.discoverySource.update({ where: { id: source.id }, data: { dueAt: new Date(Date.now() + source.everyHours * 3_600_000) } })
    return ok({ value: runView(after), subject: { kind: 'discovery_source', id: run.sourceId, name: source.name }, detail: { run_id: run.id, files: totals.files, found: run.found, fresh: run.fresh, changed: run.changed, gone, unread: totals.unread } })
  },
})
