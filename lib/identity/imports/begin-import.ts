import { newId } from '@/lib/kernel/ids'
import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { BeginImportInput, type ImportView } from './contract'
import { command } from './internal/tables'
import { importView } from './internal/views'

/** Begins to bring in audit logs of other systems: who did, and under which name, is recorded before the first event. */
export const beginImport = command({
  name: 'ledger.import.begin',
  input: BeginImportInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input }): Promise<Result<Change & { value: ImportView }, never>> => {
    const begun = await tx.auditImport.create({
      data: { id: newId<'audit_import'>(), tenantId: actor.tenantId, name: input.name, sentBy: input.sent_by, state: 'running', askedById: actor.id, askedByName: actor.name },
    })
    return ok({ value: importView(begun), subject: { kind: 'audit_import', id: begun.id, name: begun.name } })
  },
})
