import { z } from 'zod'
import { ArchivePage, HoldInput, ListArchivesInput, RetentionView, SetRetentionInput } from '@/lib/identity/ledger/retention-contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** How long entries stay in the database, and the files that they are in afterwards. */
export const RETENTION = {
  get: endpoint({ method: 'GET', path: '/ledger/retention', permission: 'ledger.retention.get', input: Nothing, output: RetentionView, summary: 'How long entries stay in the database, what holds them longer, and how much is in archives' }),
  set: endpoint({ method: 'PATCH', path: '/ledger/retention', permission: 'ledger.retention.set', input: SetRetentionInput, output: Nothing, summary: 'Change how long entries stay in the database: half a year at the least' }),
  hold: endpoint({ method: 'POST', path: '/ledger/hold', permission: 'ledger.retention.hold', input: HoldInput, output: Nothing, summary: 'Hold the ledger: nothing leaves the database until the hold is lifted' }),
  release: endpoint({ method: 'DELETE', path: '/ledger/hold', permission: 'ledger.retention.release', input: Nothing, output: Nothing, summary: 'Lift the hold' }),
  archives: endpoint({ method: 'GET', path: '/ledger/archives', permission: 'ledger.archive.list', input: ListArchivesInput, output: ArchivePage, summary: 'Files of archived entries, the newest entries first' }),
} as const
