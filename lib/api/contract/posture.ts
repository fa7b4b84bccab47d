import { z } from 'zod'
import { ConfigureInput, ConfiguredView, FactRowsInput, FactRowsView, PostureLine, PostureView, ReportFiles, ReportInput } from '@/lib/identity/posture/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

export const POSTURE = {
  get: endpoint({ method: 'GET', path: '/posture', permission: 'posture.read', input: Nothing, output: PostureView, summary: 'Where the estate stands, computed from evidence: scores, gaps, frameworks, trend' }),
  line: endpoint({ method: 'GET', path: '/posture/line', permission: 'posture.read', input: Nothing, output: PostureLine, summary: 'The same in one line, with the gap to begin with' }),
  rows: endpoint({ method: 'GET', path: '/posture/rows', permission: 'posture.read', input: FactRowsInput, output: FactRowsView, summary: 'One fact as it stands now, and the rows that make it' }),
  report: endpoint({ method: 'POST', path: '/posture/report', permission: 'posture.report', input: ReportInput, output: ReportFiles, summary: 'The same as a signed report, in PDF and JSON, that `lanyard verify` checks; who takes it is recorded' }),
  configure: endpoint({ method: 'PATCH', path: '/posture/weights', permission: 'posture.configure', input: ConfigureInput, output: ConfiguredView, summary: 'Say how much each fact counts from now on; recorded, and history is not rewritten' }),
} as const
