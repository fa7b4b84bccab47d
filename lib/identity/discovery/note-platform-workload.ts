import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import type { FoundInput } from './contract'

const SOURCE = 'Platform tokens'

export type Platform = { id: string; tenantId: string; name: string; issuer: string }
/** What a verified token says, ready to be shown; the token itself comes no further than who verified it. */
export type PlatformWorkload = { /** As it is, and as it may be shown. */ subject: string; shown: string; name: string; evidence: Omit<FoundInput, 'kind' | 'path' | 'at' | 'name'> }

/** Who believes this issuer, which is compared to the letter. */
export const platformsOf = (issuer: string): Promise<Platform[]> =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<Platform>(`select id, tenant_id as "tenantId", name, issuer from platform_issuer where issuer = $1 and removed_at is null`, [issuer])
    return rows
  })

/**
 * A workload of a platform that is believed has shown its token: it becomes one thing of the inbox, or is seen again.
 * Its subject is opaque, and means something together with its issuer alone. Ignored, it comes back when its platform
 * says something else of it. Answers whether it is registered, or was recognised as an agent that is.
 */
export const notePlatformWorkload = (platform: Platform, { subject, shown, name, evidence }: PlatformWorkload): Promise<{ isKnown: boolean }> =>
  hotTransaction('system', async (client) => {
    await client.query(`insert into discovery_source (id, tenant_id, kind, name, created_by_name) values ($1, $2, 'platform', $3, 'Discovery') on conflict do nothing`, [newId<'discovery_source'>(), platform.tenantId, SOURCE])
    const key = createHash('sha256').update(JSON.stringify([platform.issuer, subject])).digest('base64url')
    const digest = createHash('sha256').update(canonicalize({ name, ...evidence }) ?? '').digest('base64url')
    const { rows } = await client.query<{ state: string }>(
      `with d as (select id from discovery_source where tenant_id = $2 and kind = 'platform' and removed_at is null limit 1)
       insert into discovery_item as i (id, tenant_id, source_id, key, kind, name, path, at, evidence, digest, last_run_id)
       select $1::uuid, $2::uuid, d.id, $3, 'platform_workload', $4, $5, $6, $7::jsonb, $8, $1::uuid from d
       on conflict (source_id, key) do update set name = excluded.name, evidence = excluded.evidence, digest = excluded.digest, last_seen_at = now(), gone_at = null,
         version = i.version + (i.digest <> excluded.digest)::int,
         changed_at = case when i.digest <> excluded.digest then now() else i.changed_at end,
         came_back = i.came_back or (i.state = 'ignored' and i.digest <> excluded.digest),
         state = case when i.state = 'ignored' and i.digest <> excluded.digest then 'open' else i.state end
       returning i.state`,
      [newId<'discovery_item'>(), platform.tenantId, key, name, platform.issuer, shown, JSON.stringify(evidence), digest],
    )
    await client.query(`update platform_issuer set last_seen_at = now(), problem = null, problem_at = null where id = $1`, [platform.id])
    return { isKnown: rows.some(({ state }) => state === 'registered' || state === 'merged') }
  })

/** Its keys could not be read, and why, for whoever looks at the platform. */
export const notePlatformProblem = (platform: Platform, problem: string): Promise<void> =>
  hotTransaction('system', async (client) => {
    await client.query(`update platform_issuer set problem = $2, problem_at = now() where id = $1`, [platform.id, problem.slice(0, 200)])
  })
