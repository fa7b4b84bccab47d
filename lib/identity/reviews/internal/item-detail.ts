import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { IdentityDocument } from '../../registry/contract'
import { diffDocuments } from '../../registry/diff-documents'
import { USE_DAYS, type ReviewItemView } from '../contract'
import type { ReviewItemDetail } from '../detail-contract'
import { findingsOf } from './findings'
import { pastReviews } from './past-reviews'

type Raw = Pick<Tx, '$queryRaw'>
type Item = Pick<ReviewItemView, 'campaign_id' | 'agent' | 'evidence' | 'moved'>
type Answering = { id: string; name: string; live: boolean }
type Row = { owner: Answering; sponsor: Answering; number: number; approved_at: Date | null; document: unknown; frozen: unknown; keys: { kid: string; created_at: string }[] }
type ChainRow = { person: string | null; agents: string[]; calls: number; denied: number; last_at: Date }

/** Newest calls that are looked at for their chains at each place of a chain, and chains that are shown. */
const CALLS_MAX = 200
const CHAINS_MAX = 6
const HISTORY_MAX = 5
/** Places of an agent in a chain that the ledger has an index of. */
const PLACES = [1, 2, 3, 4] as const

/** What is read of one item when it is opened. */
export async function detailOf(tx: Raw, tenantId: string, item: Item): Promise<Omit<ReviewItemDetail, keyof ReviewItemView>> {
  const { agent, evidence } = item
  const [row] = asRows<Row>(
    await tx.$queryRaw`
      select jsonb_build_object('id', o.id, 'name', o.name, 'live', o.status = 'active' and o.password_hash is not null) as owner,
        jsonb_build_object('id', s.id, 'name', s.name, 'live', s.status = 'active' and s.password_hash is not null) as sponsor,
        r.number, r.approved_at, r.document,
        (select f.document from agent_revision f where f.agent_id = a.id and f.digest = ${evidence.document.digest} order by f.number desc limit 1) as frozen,
        (select coalesce(jsonb_agg(jsonb_build_object('kid', k.kid, 'created_at', k.created_at) order by k.created_at desc), '[]') from agent_key k where k.agent_id = a.id and k.revoked_at is null) as keys
      from agent a join agent_revision r on r.id = a.revision_in_force_id join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
      where a.tenant_id = ${tenantId}::uuid and a.id = ${agent.id}::uuid`,
  )
  const chains = await chainsOf(tx, tenantId, agent.id)
  const findings = await findingsOf(tx, tenantId, agent.id)
  const past = (await pastReviews(tx, tenantId, [agent.id], false)).get(agent.id) ?? []
  const history = past.filter(({ campaign }) => campaign.id !== item.campaign_id).slice(0, HISTORY_MAX)
  if (!row) return { capabilities: [], data_access: [], credentials: [], chains, findings, history, now: null }
  const live = IdentityDocument.parse(row.document)
  const frozen = row.frozen === null ? null : IdentityDocument.parse(row.frozen)
  const { capabilities, data_access } = frozen ?? live
  const same = (one: Answering, then: Answering) => one.id === then.id && one.live === then.live
  const stands = !item.moved && agent.status === 'active' && same(row.owner, evidence.owner) && same(row.sponsor, evidence.sponsor)
  return {
    capabilities: capabilities.map(({ capability_id: id, description, risk_level }) => ({ id, description, risk_level })),
    data_access: data_access.map(({ resource, access_type, sensitivity }) => ({ resource, access_type, sensitivity })),
    credentials: row.keys.map(({ kid, created_at }) => ({ kid, created_at: new Date(created_at).toISOString() })),
    chains,
    findings,
    history,
    now: stands
      ? null
      : { status: agent.status, owner: row.owner, sponsor: row.sponsor, number: row.number, approved_at: row.approved_at?.toISOString() ?? null, changes: frozen && item.moved ? diffDocuments(frozen, live) : [] },
  }
}

/** In which chains it called, or passed on what was called, the most first. */
async function chainsOf(tx: Raw, tenantId: string, agentId: string): Promise<ReviewItemDetail['chains']> {
  const at = (place: number) => Prisma.sql`
    (select e.id, e.chain, e.root_person_id, e.result, e.occurred_at from ledger_entry e
     where e.tenant_id = ${tenantId}::uuid and e.chain[${Prisma.raw(String(place))}] = ${agentId}::uuid and e.action = 'tool.call' and e.occurred_at > now() - make_interval(days => ${USE_DAYS}::int)
     order by e.occurred_at desc, e.id desc limit ${CALLS_MAX})`
  const rows = asRows<ChainRow>(
    await tx.$queryRaw(Prisma.sql`
      select p.name as person, array(select coalesce(a.name, 'an agent') from unnest(x.chain) with ordinality c(id, n) left join agent a on a.id = c.id and a.tenant_id = ${tenantId}::uuid order by c.n) as agents, x.calls, x.denied, x.last_at
      from (
        select e.chain, e.root_person_id, count(*) filter (where e.result = 'allowed')::int as calls, count(*) filter (where e.result <> 'allowed')::int as denied, max(e.occurred_at) as last_at
        from (${Prisma.join(PLACES.map(at), ' union all ')}) e group by 1, 2 order by count(*) desc, max(e.occurred_at) desc limit ${CHAINS_MAX}
      ) x left join person p on p.id = x.root_person_id and p.tenant_id = ${tenantId}::uuid
      order by x.calls + x.denied desc, x.last_at desc`),
  )
  return rows.map(({ last_at, ...chain }) => ({ ...chain, last_at: last_at.toISOString() }))
}
