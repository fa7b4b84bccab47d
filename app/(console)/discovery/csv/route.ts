import type { NextRequest } from 'next/server'
import type { Api } from '@/lib/api/client'
import { apiAsSignedIn } from '@/lib/console/api'
import { csvLine, textStream } from '@/lib/console/csv'
import { readFilters } from '@/lib/console/filters'
import { ListItemsInput, type ItemRow } from '@/lib/identity/discovery/contract'

const PAGE = 200
const HEAD = ['kind', 'name', 'path', 'at', 'source', 'state', 'worst_tier', 'came_back', 'first_seen_at', 'last_seen_at', 'changed_at', 'gone_at', 'matches', 'decided_by', 'decided_at', 'reason', 'became', 'id']

const lineOf = (row: ItemRow) =>
  csvLine([
    row.kind, row.name, row.path, row.at, row.source.name, row.state, row.tier, row.came_back ? 'yes' : null, row.first_seen_at, row.last_seen_at, row.changed_at, row.gone_at,
    row.matches.map(({ name, why }) => `${name} (${why.join(', ')})`).join('; '), row.decision?.by ?? null, row.decision?.at ?? null, row.decision?.reason ?? null, row.decision?.target?.name ?? null, row.id,
  ]) // prettier-ignore

type List = Api['discovery']['items']

async function* lines(api: Api, filters: Parameters<List>[0], first: Awaited<ReturnType<List>>, sample: string | null): AsyncGenerator<string> {
  if (sample) yield csvLine([`sample data: ${sample}`])
  yield csvLine(HEAD)
  let page = first
  while (page.ok) {
    for (const row of page.value.items) yield lineOf(row)
    if (!page.value.next) return
    page = await api.discovery.items({ ...filters, limit: PAGE, cursor: page.value.next })
  }
  yield csvLine(['cut: the list could not be read to its end'])
}

/** The whole inbox with the filters of the page, as the signed-in person; streamed a page at a time. */
export async function GET(request: NextRequest): Promise<Response> {
  const api = await apiAsSignedIn()
  if (!api) return Response.json({ refusal: { code: 'signed_out' } }, { status: 401 })
  const filters = readFilters(ListItemsInput, Object.fromEntries(request.nextUrl.searchParams))
  if (!filters.ok) return Response.json({ refusal: filters.refusal }, { status: 400 })
  const first = await api.discovery.items({ ...filters.value, limit: PAGE })
  if (!first.ok) return Response.json({ refusal: first.refusal }, { status: first.refusal.code === 'signed_out' ? 401 : 403 })
  const who = await api.me.get({})
  const sample = who.ok && who.value.tenant.kind === 'sample' ? who.value.tenant.name : null
  return new Response(textStream(lines(api, filters.value, first, sample)), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${sample ? 'sample-inbox' : 'inbox'}.csv"`, 'cache-control': 'no-store' },
  })
}
