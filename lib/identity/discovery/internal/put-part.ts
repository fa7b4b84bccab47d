import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import type { FoundCredential, FoundInput } from '../contract'

/** Keys the digest of a secret's value with a key that the database does not have. */
export type Fingerprint = (tenantId: TenantId, digest: string) => string
type Run = { id: string; tenantId: string; sourceId: string }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Entries of a list move when one before them goes: they are known by their name. */
const keyOf = ({ kind, path, at, name }: FoundInput): string => sha256(JSON.stringify([kind, path, /\[\d+\]/.test(at) ? name : at]))

/**
 * Writes what one part of a scan found: new things, things seen again, and things that have changed. What was ignored and
 * has changed is open again. The same part twice changes nothing.
 */
export async function putFound(tx: Pick<Tx, '$queryRaw'>, run: Run, found: readonly FoundInput[], credentials: readonly FoundCredential[]): Promise<{ fresh: number; changed: number }> {
  const rows = new Map(
    found.map((one) => {
      const { kind, path, at, name, ...evidence } = one
      const own = credentials.filter((credential) => credential.path === path && credential.holder === at)
      // When a file was written, at which commit, and where in it things stand, is no change of what it says; its servers are said by `reaches` and the credentials.
      const { written_at: _written, servers: _servers, checkout: _checkout, ...said } = evidence
      const digest = sha256(canonicalize({ kind, name, ...said, credentials: own.map(({ tier, what }) => `${tier} ${what}`).sort() }) ?? '')
      const tier = own.length === 0 ? null : Math.max(...own.map((credential) => credential.tier))
      return [keyOf(one), { id: newId<'discovery_item'>(), key: keyOf(one), kind, name, path, at, evidence, digest, tier }] as const
    }),
  )
  if (rows.size === 0) return { fresh: 0, changed: 0 }
  const [counts] = asRows<{ fresh: number; changed: number }>(
    await tx.$queryRaw`
      with given as (
        select * from jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb) as g(id uuid, key text, kind text, name text, path text, at text, evidence jsonb, digest text, tier int)),
      old as (select i.key, i.digest from discovery_item i where i.source_id = ${run.sourceId}::uuid and i.key in (select key from given)),
      put as (
        insert into discovery_item as i (id, tenant_id, source_id, key, kind, name, path, at, evidence, digest, tier, last_run_id)
        select id, ${run.tenantId}::uuid, ${run.sourceId}::uuid, key, kind, name, path, at, evidence, digest, tier, ${run.id}::uuid from given
        on conflict (source_id, key) do update set
          name = excluded.name, at = excluded.at, evidence = excluded.evidence, digest = excluded.digest, tier = excluded.tier,
          last_run_id = excluded.last_run_id, last_seen_at = now(), gone_at = null,
          changed_at = case when i.digest <> excluded.digest then now() else i.changed_at end,
          version = i.version + (i.digest <> excluded.digest)::int,
          came_back = i.came_back or (i.state = 'ignored' and i.digest <> excluded.digest),
          state = case when i.state = 'ignored' and i.digest <> excluded.digest then 'open' else i.state end
        returning key)
      select count(*) filter (where old.key is null)::int as fresh, count(*) filter (where old.digest <> given.digest)::int as changed
      from given left join old using (key), (select count(*) from put) done`,
  )
  return counts ?? { fresh: 0, changed: 0 }
}

/** Writes the credentials of a part: of a value in clear text its fingerprint, and never more. */
export async function putCredentials(tx: Pick<Tx, '$executeRaw'>, run: Run, credentials: readonly FoundCredential[], fingerprint: Fingerprint): Promise<void> {
  const rows = new Map(
    credentials.map(({ digest, holder, ...one }) => {
      const print = digest === null ? null : fingerprint(run.tenantId as TenantId, digest)
      const key = sha256(JSON.stringify([one.path, print ?? one.at]))
      return [key, { id: newId<'discovery_credential'>(), key, holder, fingerprint: print, ...one }] as const
    }),
  )
  if (rows.size === 0) return
  await tx.$executeRaw`
    insert into discovery_credential as c (id, tenant_id, source_id, key, item_id, tier, what, path, at, line, fingerprint, vaulted, written_at, last_run_id)
    select g.id, ${run.tenantId}::uuid, ${run.sourceId}::uuid, g.key,
      (select i.id from discovery_item i where i.source_id = ${run.sourceId}::uuid and i.path = g.path and i.at = g.holder and i.last_run_id = ${run.id}::uuid order by i.id limit 1),
      g.tier, g.what, g.path, g.at, g.line, g.fingerprint, g.vaulted, g.written_at, ${run.id}::uuid
    from jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb) as g(id uuid, key text, holder text, tier int, what text, path text, at text, line int, fingerprint text, vaulted boolean, written_at timestamptz)
    on conflict (source_id, key) do update set
      item_id = excluded.item_id, tier = excluded.tier, what = excluded.what, at = excluded.at, line = excluded.line, vaulted = excluded.vaulted,
      written_at = excluded.written_at, last_run_id = excluded.last_run_id, last_seen_at = now(), gone_at = null`
  // A part may end between a thing and its credentials.
  await tx.$executeRaw`
    update discovery_item i set tier = x.tier from (
      select item_id, max(tier) as tier from discovery_credential where source_id = ${run.sourceId}::uuid and last_run_id = ${run.id}::uuid and item_id is not null group by 1) x
    where i.id = x.item_id and i.tier is distinct from x.tier`
}
