import { hotTransaction } from '@/lib/db/hot'
import { read, transaction } from '@/lib/db/transaction'
import { newId, type AgentId, type DelegationId, trustedId, type MandateId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Staff } from './agents'

/** Active agents, many at once; without documents and keys, for tests of what happens to them and not of what they are. */
export async function makeBareAgents(staff: Staff, names: readonly string[]): Promise<AgentId[]> {
  const ids = names.map(() => newId<'agent'>())
  await hotTransaction(staff.tenantId, (client) =>
    client.query(
      `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, purpose, risk_level, registered_by, next_review_at)
       select id, $3::uuid, name, name, 'spiffe://test.local/agent/' || id, 'active', $4::uuid, $4::uuid, 'custom', 'is halted in a test', 'low', $4::uuid::text, now() + interval '1 day'
       from unnest($1::uuid[], $2::text[]) a(id, name)`,
      [ids, names, staff.tenantId, staff.owner.id],
    ),
  )
  return ids
}

/** What a person's consent makes. */
export async function makeMandate(staff: Staff, agentId: AgentId, personId: string = staff.owner.id): Promise<MandateId> {
  const id = newId<'mandate'>()
  const expiresAt = new Date(Date.now() + 3_600_000)
  await transaction(staff.tenantId, async (tx) =>
    ok(
      await tx.mandate.create({
        data: { id, tenantId: staff.tenantId, kind: 'person', personId, agentId, purpose: 'pays what is due', scopes: ['mcp:files:read'], expiresAt },
      }),
    ),
  )
  return id
}

export type Hop = { mandateId: MandateId; path: readonly AgentId[]; parentId?: DelegationId; epoch?: number; personId?: string; secondsLeft?: number; scopes?: readonly string[] }

/** The row of one hop, as the token path writes it. */
export function hopRow(tenantId: TenantId, personId: string, { mandateId, path, parentId, epoch = 0, secondsLeft = 300, scopes = ['mcp:files:read'] }: Hop) {
  const now = Date.now()
  return {
    id: newId<'delegation'>(), tenantId, mandateId, parentId: parentId ?? null, agentId: path.at(-1) as AgentId, rootPersonId: personId, path: [...path], depth: path.length,
    audience: 'http://gateway.test/mcp/files', scopesIn: [...scopes], scopes: [...scopes], dropped: [], purpose: 'pays what is due',
    runId: 'run', documentDigest: 'sha-256:x', epoch: BigInt(epoch), token: {},
    issuedAt: new Date(now - 1_000), expiresAt: new Date(now + secondsLeft * 1_000),
  } // prettier-ignore
}

/** A hop's parent is the latest before it under the same mandate whose path it extends, if it is not told. */
export async function makeHops(staff: Staff, hops: readonly Hop[]): Promise<DelegationId[]> {
  const rows = hops.map((hop) => hopRow(staff.tenantId, hop.personId ?? staff.owner.id, hop))
  const known = await read(staff.tenantId, (tx) => tx.delegation.findMany({ where: { tenantId: staff.tenantId }, orderBy: { id: 'asc' } }))
  const byPath = new Map(known.map((row) => [[row.mandateId, ...row.path].join(), trustedId<'delegation'>(row.id)]))
  for (const row of rows) {
    row.parentId ??= byPath.get([row.mandateId, ...row.path.slice(0, -1)].join()) ?? null
    byPath.set([row.mandateId, ...row.path].join(), row.id)
  }
  await hotTransaction(staff.tenantId, (client) =>
    client.query(
      `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, path, depth, audience, scopes_in, scopes, dropped, purpose,
         run_id, document_digest, epoch, token, issued_at, expires_at)
       select id, "tenantId", "mandateId", "parentId", "agentId", "rootPersonId", path, depth, audience, "scopesIn", scopes, dropped, purpose,
         "runId", "documentDigest", epoch, token, "issuedAt", "expiresAt"
       from jsonb_to_recordset($1::jsonb) as d(id uuid, "tenantId" uuid, "mandateId" uuid, "parentId" uuid, "agentId" uuid, "rootPersonId" uuid,
         path uuid[], depth int, audience text, "scopesIn" text[], scopes text[], dropped text[], purpose text, "runId" text,
         "documentDigest" text, epoch bigint, token jsonb, "issuedAt" timestamptz, "expiresAt" timestamptz)`,
      [JSON.stringify(rows.map((row) => ({ ...row, epoch: row.epoch.toString() })))],
    ),
  )
  return rows.map(({ id }) => id)
}
