import { z } from 'zod'
import { DrawIdInput, DrawInput, DrawPackView, DrawPage, DrawView, ListDrawsInput, MarkInput } from '@/lib/identity/audit/contract'
import { CompareInput, CompareView, ConfigureInput, ConfiguredView, FactRowsInput, FactRowsView, PostureLine, PostureView, ReportFiles, ReportInput } from '@/lib/identity/posture/contract'
import { endpoint } from './endpoint'

export const AUDIT = {
  make: endpoint({ method: 'POST', path: '/audit/draws', permission: 'audit.draw.make', input: DrawInput, output: DrawView, summary: 'Draw a random sample of the record that the same seed, filter, period and size draw again' }),
  list: endpoint({ method: 'GET', path: '/audit/draws', permission: 'audit.draw.read', input: ListDrawsInput, output: DrawPage, summary: 'Samples, newest first' }),
  get: endpoint({ method: 'GET', path: '/audit/draws/:drawId', permission: 'audit.draw.read', input: DrawIdInput, output: DrawView, summary: 'One sample: how it was drawn, and each of its events on its way to its human' }),
  mark: endpoint({ method: 'POST', path: '/audit/draws/:drawId/marks', permission: 'audit.draw.mark', input: MarkInput, output: DrawView, summary: 'Say whether an event could be followed to its human; recorded' }),
  pack: endpoint({ method: 'POST', path: '/audit/draws/:drawId/pack', permission: 'audit.draw.pack', input: DrawIdInput, output: DrawPackView, summary: 'A sample as signed evidence that `lanyard verify` checks; who takes it is recorded' }),
} as const

const Nothing = z.object({})

export const POSTURE = {
  get: endpoint({ method: 'GET', path: '/posture', permission: 'posture.read', input: Nothing, output: PostureView, summary: 'Where the estate stands, computed from evidence: scores, gaps, frameworks, trend' }),
  line: endpoint({ method: 'GET', path: '/posture/line', permission: 'posture.read', input: Nothing, output: PostureLine, summary: 'The same in one line, with the gap to begin with' }),
  rows: endpoint({ method: 'GET', path: '/posture/rows', permission: 'posture.read', input: FactRowsInput, output: FactRowsView, summary: 'One fact as it stands now, and the rows that make it' }),
  compare: endpoint({ method: 'GET', path: '/posture/groups', permission: 'posture.read', input: CompareInput, output: CompareView, summary: 'Agents by team, platform or risk, each group against what agents of the same risk reach in the whole estate' }),
  report: endpoint({ method: 'POST', path: '/posture/report', permission: 'posture.report', input: ReportInput, output: ReportFiles, summary: 'The same as a signed report, in PDF and JSON, that `lanyard verify` checks; who takes it is recorded' }),
  configure: endpoint({ method: 'PATCH', path: '/posture/weights', permission: 'posture.configure', input: ConfigureInput, output: ConfiguredView, summary: 'Say how much each fact counts from now on; recorded, and history is not rewritten' }),
} as const
