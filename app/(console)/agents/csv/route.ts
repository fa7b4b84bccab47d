import type { NextRequest } from 'next/server'
import { apiAsSignedIn } from '@/lib/console/api'
import { csvLine, textStream } from '@/lib/console/csv'
import { readFilters } from '@/lib/console/filters'
import { askedAgents } from '../_components/asked-agents'
import type { Api } from '@/lib/api/client'
import { ListAgentsInput, type AgentRow } from '@/lib/identity/registry/contract'

const PAGE = 200
const HEAD = ['name', 'id', 'status', 'owner', 'owner_id', 'sponsor', 'sponsor_id', 'team', 'tags', 'platform', 'risk_level', 'tools', 'live_delegations', 'last_active_at', 'next_review_at', 'created_at', 'purpose']

const lineOf = (row: AgentRow) =>
  csvLine([
    row.name, row.id, row.status, row.owner.name, row.owner.id, row.sponsor.name, row.sponsor.id, row.team, row.tags.join(' '), row.platform, row.risk_level, row.tools,
    row.live_delegations, row.last_active_at, row.next_review_at, row.created_at, row.purpose,
  ]) // prettier-ignore

type List = Api['agents']['list']

async function* lines(api: Api, filters: Parameters<List>[0], first: Awaited<ReturnType<List>>, sample: string | null): AsyncGenerator<string> {
  if (sample) yield csvLine([`sample data: ${sample}`])
  yield csvLine(HEAD)
  let page = first
  while (page.ok) {
    for (const row of page.value.items) yield lineOf(row)
    if (!page.value.next) return
    page = await api.agents.list({ ...filters, limit: PAGE, cursor: page.value.next })
  }
  yield csvLine(['cut: the list could not be read to its end'])
}

/** The whole list with the filters of the page, as the signed-in person; streamed a page at a time, as fast as it is taken. */
export async function GET(request: NextRequest): Promise<Response> {
  const api = await apiAsSignedIn()
  if (!api) return Response.json({ refusal: { code: 'signed_out' } }, { status: 401 })
  const filters = readFilters(ListAgentsInput, Object.fromEntries(request.nextUrl.searchParams))
  if (!filters.ok) return Response.json({ refusal: filters.refusal }, { status: 400 })
  const asked = askedAgents(filters.value)
  const first = await api.agents.list({ ...asked, limit: PAGE })
  if (!first.ok) return Response.json({ refusal: first.refusal }, { status: first.refusal.code === 'signed_out' ? 401 : 403 })

  const who = await api.me.get({})
  const sample = who.ok && who.value.tenant.kind === 'sample' ? who.value.tenant.name : null
  return new Response(textStream(lines(api, asked, first, sample)), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${sample ? 'sample-agents' : 'agents'}.csv"`, 'cache-control': 'no-store' },
  })
}
