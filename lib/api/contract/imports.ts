import { z } from 'zod'
import { AddedToImport, AddToImportInput, BeginImportInput, EndImportInput, ImportIdInput, ImportView } from '@/lib/identity/imports/contract'
import { endpoint } from './endpoint'

/** Audit logs of other systems, brought into the ledger: they are read where they are, and come in parts. */
export const IMPORTS = {
  list: endpoint({ method: 'GET', path: '/ledger/imports', permission: 'ledger.import.read', input: z.object({}), output: z.array(ImportView), summary: 'The last imports of audit logs, each with what was added, what was there already, and what could not be read' }),
  get: endpoint({ method: 'GET', path: '/ledger/imports/:importId', permission: 'ledger.import.read', input: ImportIdInput, output: ImportView, summary: 'One import of audit logs' }),
  begin: endpoint({ method: 'POST', path: '/ledger/imports', permission: 'ledger.import.begin', input: BeginImportInput, output: ImportView, summary: 'Begin to import audit logs of other systems; `lanyard import` reads them and does' }),
  add: endpoint({ method: 'POST', path: '/ledger/imports/:importId/parts', permission: 'ledger.import.add', input: AddToImportInput, output: AddedToImport, summary: 'Send a part of them: at most 250 events, ids of sessions and keys as SHA-256 digests; what is there already adds nothing' }),
  end: endpoint({ method: 'POST', path: '/ledger/imports/:importId/end', permission: 'ledger.import.end', input: EndImportInput, output: ImportView, summary: 'End it: counts and the files’ digests are recorded' }),
} as const
