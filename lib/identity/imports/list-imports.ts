import { z } from 'zod'
import { ImportIdInput, type ImportView } from './contract'
import { query } from './internal/tables'
import { importView } from './internal/views'

const SHOWN = 50

export const listImports = query({
  name: 'ledger.import.read',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<ImportView[]> => (await tx.auditImport.findMany({ where: { tenantId: actor.tenantId }, orderBy: { id: 'desc' }, take: SHOWN })).map(importView),
})

export const getImport = query({
  name: 'ledger.import.read',
  input: ImportIdInput,
  answer: async (tx, { actor, input }): Promise<ImportView | null> => {
    const found = await tx.auditImport.findFirst({ where: { tenantId: actor.tenantId, id: input.importId } })
    return found && importView(found)
  },
})
