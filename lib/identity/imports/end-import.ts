import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Separated, WrongState } from '../refusals'
import { EndImportInput, type ImportView } from './contract'
import { command } from './internal/tables'
import { importView } from './internal/views'

/** Files whose digests stand in the ledger; of all of them they stand with the import. */
const FILES_RECORDED_MAX = 100

/** Ends an import, and records what came of it: counts, and the digest of each file. */
export const endImport = command({
  name: 'ledger.import.end',
  input: EndImportInput,
  resource: (tx, { importId }, actor) => tx.auditImport.findFirst({ where: { id: importId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { totals, files, problem }, resource: begun }): Promise<Result<Change & { value: ImportView }, WrongState | Separated>> => {
    if (begun.askedById !== actor.id) return refuse({ code: 'separated', rule: 'who_began_an_import_sends_it' })
    if (begun.state !== 'running') return refuse({ code: 'wrong_state', state: begun.state })
    const after = await tx.auditImport.update({ where: { id: begun.id }, data: { state: problem === null ? 'done' : 'failed', endedAt: new Date(), totals, files, problem } })
    return ok({
      value: importView(after),
      result: problem === null ? 'ok' : 'failed',
      ...(problem === null ? {} : { reason: problem }),
      subject: { kind: 'audit_import', id: after.id, name: after.name },
      detail: {
        came: after.came,
        added: after.added,
        already: after.came - after.added,
        unread: totals.unread,
        systems: totals.read,
        files: files.slice(0, FILES_RECORDED_MAX).map(({ name, bytes, digest }) => ({ name, bytes, sha256: digest })),
        ...(files.length > FILES_RECORDED_MAX ? { files_more: files.length - FILES_RECORDED_MAX } : {}),
      },
    })
  },
})
