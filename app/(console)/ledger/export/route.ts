import { exportAsSignedIn } from '@/lib/console/api'
import { readFilters } from '@/lib/console/filters'
import { refused } from '@/lib/console/live'
import { isSameOrigin } from '@/lib/console/same-origin'
import { ENTRIES_HEADER } from '@/lib/api/contract/streams'
import { ExportInput } from '@/lib/identity/ledger/export-contract'

/** The file and its manifest, handed on as they come: who exports what is recorded, so it is no GET. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return new Response(null, { status: 403 })
  const asked: unknown = await request.json().catch(() => null)
  const filters = readFilters(ExportInput, (typeof asked === 'object' && asked !== null ? asked : {}) as Record<string, string>)
  if (!filters.ok) return refused(filters.refusal)
  const opened = await exportAsSignedIn(filters.value, request.signal)
  if (!opened.ok) return refused(opened.refusal)
  const { body, contentType, entries } = opened.value
  return new Response(body, { headers: { 'content-type': contentType, [ENTRIES_HEADER]: String(entries), 'cache-control': 'no-store', 'x-accel-buffering': 'no' } })
}
