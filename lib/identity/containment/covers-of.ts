import type pg from 'pg'

/** What an order that does not stop its subject leaves it: these scopes, or the tools of one server. */
export type Limit = { mode: 'strip' | 'quarantine'; scopes: readonly string[]; endpoint: string | null }
export type Cover = {
  /** The newest order over the subject; a token with a lower epoch is dead for ever, lifted or not. */
  epoch: number
  /** Whether an order that stops it is in force now. */
  inForce: boolean
  limits?: readonly Limit[]
}

export type CoverRow = { subject_id: string; epoch: string; in_force: boolean; limits: Limit[] | null }
export type WideRow = Omit<CoverRow, 'subject_id'> & { tenant_id: string; kind: string; subject: string }

/** Over `containment_cover c`, of one subject's rows. */
const STATE = `max(c.epoch) as epoch, bool_or(c.lifted_epoch is null and c.mode in ('suspend', 'kill')) as in_force,
  json_agg((select json_build_object('mode', o.mode, 'scopes', o.scopes, 'endpoint', o.endpoint) from containment_order o where o.id = c.order_id))
    filter (where c.lifted_epoch is null and c.mode in ('strip', 'quarantine')) as limits`

/** Of these tenants' agents, mandates and hops of authority, given as SQL arrays of ids. */
export const coversSql = (tenantIds: string, subjectIds: string): string => `
select c.subject_id, ${STATE} from containment_cover c
where c.tenant_id = any(${tenantIds}) and c.subject_id = any(${subjectIds}) and c.kind in ('agent', 'mandate', 'delegation') group by c.subject_id`

/** For how long a lifted cover is still read: many times the life of a token that it makes dead. */
const LIFTED_KEPT = '1 day'

/**
 * Orders of these tenants over more than agents: over runs, of which there may be many, by the hops of authority that
 * are asked about and by key; all others are few, and read whole.
 */
export const wideCoversSql = (tenantIds: string, { hopIds, runKeys }: { hopIds: string; runKeys?: string }): string => {
  const select = `select c.tenant_id, c.kind, coalesce(c.subject_key, c.subject_id::text) as subject, ${STATE} from containment_cover c
    where c.tenant_id = any(${tenantIds}) and (c.lifted_epoch is null or c.lifted_at > now() - interval '${LIFTED_KEPT}')`
  const runs = `array(select md5('run:' || agent_id || '/' || run_id)::uuid from delegation where id = any(${hopIds}))`
  const asked = runKeys ? ` || array(select md5('run:' || key)::uuid from unnest(${runKeys}) key)` : ''
  return `${select} and c.kind in ('tool', 'tool_server', 'platform', 'owner', 'tenant') group by c.tenant_id, c.kind, c.subject_id, c.subject_key
    union all ${select} and c.kind = 'run' and c.subject_id = any(${runs}${asked}) group by c.tenant_id, c.kind, c.subject_id, c.subject_key`
}

export type WideKind = 'run' | 'tool' | 'tool_server' | 'platform' | 'owner' | 'tenant'
/** By kind and subject, within one tenant: a platform of one company is not that of another. */
export const wideKey = (tenantId: string, kind: WideKind, subject: string): string => `${tenantId} ${kind} ${subject}`

const coverFrom = (row: Pick<CoverRow, 'epoch' | 'in_force' | 'limits'>): Cover => ({
  epoch: Number(row.epoch),
  inForce: row.in_force,
  ...(row.limits ? { limits: row.limits } : {}),
})
export const coversFrom = (rows: readonly CoverRow[]): Map<string, Cover> => new Map(rows.map((row) => [row.subject_id, coverFrom(row)]))
export const wideCoversFrom = (rows: readonly WideRow[]): Map<string, Cover> =>
  new Map(rows.map((row) => [wideKey(row.tenant_id, row.kind as WideKind, row.subject), coverFrom(row)]))

/** What covers, or has covered, these agents, mandates and hops. Subjects never covered are absent. */
export async function coverEpochsOf(client: pg.PoolClient, tenantIds: readonly string[], subjectIds: readonly string[]): Promise<Map<string, Cover>> {
  const { rows } = await client.query<CoverRow>({
    name: 'containment-covers',
    text: coversSql('$1::uuid[]', '$2::uuid[]'),
    values: [tenantIds, subjectIds],
  })
  return coversFrom(rows)
}

/** What covers, or has covered lately, more than agents, by `wideKey`; of runs those of these hops, and those named. */
export async function wideCoversOf(client: pg.PoolClient, tenantIds: readonly string[], runs: { hopIds: readonly string[]; runKeys: readonly string[] }): Promise<Map<string, Cover>> {
  const { rows } = await client.query<WideRow>({
    name: 'containment-wide',
    text: wideCoversSql('$1::uuid[]', { hopIds: '$2::uuid[]', runKeys: '$3::text[]' }),
    values: [tenantIds, runs.hopIds, runs.runKeys],
  })
  return wideCoversFrom(rows)
}

/** Those of these agents that are stopped now. */
export async function coversOf(client: pg.PoolClient, tenantIds: readonly string[], agentIds: readonly string[]): Promise<Set<string>> {
  const covers = await coverEpochsOf(client, tenantIds, agentIds)
  return new Set([...covers].filter(([, cover]) => cover.inForce).map(([id]) => id))
}
