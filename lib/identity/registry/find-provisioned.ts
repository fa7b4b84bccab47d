import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { asRows } from '@/lib/db/rows'
import { idField } from '@/lib/kernel/fields'
import type { AgentStatus } from './contract'
import { query } from './internal/tables'

const FindProvisionedInput = z.object({
  id: idField<'agent'>().optional(),
  name: z.string().max(64).optional(),
  externalId: z.string().max(200).optional(),
  skip: z.number().int().min(0).default(0),
  take: z.number().int().min(0).max(5_001).default(1),
})
export type ProvisionedAgent = {
  id: string
  name: string
  status: AgentStatus
  purpose: string
  platform: string
  risk_level: string
  external_id: string | null
  owner: { id: string; name: string }
  sponsor: { id: string; name: string }
  created_at: Date
  updated_at: Date
}
type Row = Omit<ProvisionedAgent, 'owner' | 'sponsor'> & { owner_id: string; owner_name: string; sponsor_id: string; sponsor_name: string }

/** Agents as SCIM serves them: by page, or by what names one. What is retired is gone there; agents of drills are nobody's. */
export const findProvisioned = query({
  name: 'registry.agent.list',
  input: FindProvisionedInput,
  answer: async (tx, { actor, input: { id, name, externalId, skip, take } }): Promise<{ total: number; items: ProvisionedAgent[] }> => {
    const where = Prisma.join(
      [
        Prisma.sql`a.tenant_id = ${actor.tenantId}::uuid and a.state <> 'retired' and a.registered_by <> 'containment.drill'`,
        ...(id === undefined ? [] : [Prisma.sql`a.id = ${id}::uuid`]),
        ...(name === undefined ? [] : [Prisma.sql`lower(a.name) = lower(${name})`]),
        ...(externalId === undefined ? [] : [Prisma.sql`a.external_id = ${externalId}`]),
      ],
      ' and ',
    )
    const [counted] = asRows<{ total: number }>(await tx.$queryRaw`select count(*)::int as total from agent a where ${where}`)
    const rows = asRows<Row>(
      await tx.$queryRaw`
        select a.id, a.name, ${STATUS_SQL} as status, a.purpose, a.platform, a.risk_level, a.external_id, a.created_at, a.updated_at,
          a.owner_id, o.name as owner_name, a.sponsor_id, s.name as sponsor_name
        from (select a.* from agent a where ${where} order by a.name, a.id offset ${skip} limit ${take}) a
        join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
        order by a.name, a.id`,
    )
    const items = rows.map(({ owner_id: owner, owner_name: ownerName, sponsor_id: sponsor, sponsor_name: sponsorName, ...row }) => ({ ...row, owner: { id: owner, name: ownerName }, sponsor: { id: sponsor, name: sponsorName } }))
    return { total: counted?.total ?? 0, items }
  },
})
