import type { NextRequest } from 'next/server'
import { csvDownload } from '@/lib/console/csv-download'
import { ListAgentsInput, type AgentRow } from '@/lib/identity/registry/contract'
import { askedAgents } from '../_components/asked-agents'

const HEAD = ['name', 'id', 'status', 'owner', 'owner_id', 'sponsor', 'sponsor_id', 'team', 'tags', 'platform', 'risk_level', 'tools', 'live_delegations', 'last_active_at', 'next_review_at', 'created_at', 'purpose']

const cells = (row: AgentRow) => [
  row.name, row.id, row.status, row.owner.name, row.owner.id, row.sponsor.name, row.sponsor.id, row.team, row.tags.join(' '), row.platform, row.risk_level, row.tools,
  row.live_delegations, row.last_active_at, row.next_review_at, row.created_at, row.purpose,
] // prettier-ignore

export const GET = (request: NextRequest): Promise<Response> =>
  csvDownload(request, { name: 'agents', filters: ListAgentsInput, asked: askedAgents, list: (api, asked) => api.agents.list(asked), head: HEAD, cells })
