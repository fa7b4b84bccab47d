import type { NextRequest } from 'next/server'
import { csvDownload } from '@/lib/console/csv-download'
import { ListItemsInput, type ItemRow } from '@/lib/identity/discovery/contract'

const HEAD = ['kind', 'name', 'path', 'at', 'source', 'state', 'worst_tier', 'came_back', 'first_seen_at', 'last_seen_at', 'changed_at', 'gone_at', 'matches', 'decided_by', 'decided_at', 'reason', 'became', 'id']

const cells = (row: ItemRow) => [
  row.kind, row.name, row.path, row.at, row.source.name, row.state, row.tier, row.came_back ? 'yes' : null, row.first_seen_at, row.last_seen_at, row.changed_at, row.gone_at,
  row.matches.map(({ name, why }) => `${name} (${why.join(', ')})`).join('; '), row.decision?.by ?? null, row.decision?.at ?? null, row.decision?.reason ?? null, row.decision?.target?.name ?? null, row.id,
] // prettier-ignore

export const GET = (request: NextRequest): Promise<Response> =>
  csvDownload(request, { name: 'inbox', filters: ListItemsInput, asked: (filters) => filters, list: (api, asked) => api.discovery.items(asked), head: HEAD, cells })
