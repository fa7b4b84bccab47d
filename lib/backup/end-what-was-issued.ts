import type pg from 'pg'
import { appendBatch } from '@/lib/identity/ledger'
import { newId } from '@/lib/kernel/ids'

/**
 * What happened after the backup was made. `unknown`: somebody may have been halted, withdrawn, deactivated or locked
 * out since, and nobody can say who, so that nobody is let in or set to work before a person has looked. `nothing`: the
 * operator says that nothing was revoked since, and this is recorded.
 */
export type Since = 'unknown' | 'nothing'

export type Ended = { sessions: number; delegations: number; keys: number; mandates: number; agents_halted: number; people: number }

type Context = { since: Since; backupOf: Date; rows: number }

/** No more than one order is committed in a millisecond: each is a transaction alone. */
const EPOCHS_SPARE = 1_000_000

const ACTOR = { kind: 'job', id: 'restore', name: 'Restore of a backup' } as const

/**
 * Makes a restored state safe, in the transaction that restores it.
 *
 * INVARIANT: nothing that was issued before, in the restored past or in the time after the backup, is accepted again:
 * no signature, session, code, refresh token, link or proof. What was contained or revoked in the backup still is. And
 * where it is unknown what was revoked since, nothing acts until a person has said so again.
 */
export async function endWhatWasIssued(client: pg.Client, context: Context): Promise<Ended> {
  const keys = await count(client, `update signing_key set state = 'revoked', revoked_at = now(), retired_at = coalesce(retired_at, now()) where state <> 'revoked'`)
  const sessions = await count(client, 'update person_session set revoked_at = now() where revoked_at is null')
  const delegations = await count(client, `update delegation set revoked_at = now(), revoked_reason = 'restored from a backup' where revoked_at is null and expires_at > now()`)
  await client.query(`
    delete from oidc_payload;
    delete from one_time_link where used_at is null;
    delete from passkey_challenge;
    update act_proof set used_at = now() where used_at is null;
    update containment_request set cancelled_at = now(), cancelled_by_name = 'Restore of a backup' where order_id is null and cancelled_at is null and expires_at > now();
    delete from restore_signature s using containment_order o where o.id = s.order_id and o.lifted_at is null;
    update enrolment_code set used_at = now() where used_at is null;
    delete from call_in_flight`)
  await raiseEpochs(client, context)
  const unknown = context.since === 'unknown'
  const agents_halted = unknown ? await haltEveryAgent(client, context) : 0
  const mandates = unknown ? await count(client, `update mandate set withdrawn_at = now(), withdrawn_by = 'restore' where withdrawn_at is null and expires_at > now()`) : 0
  const people = unknown ? await lockOut(client) : 0
  const ended = { sessions, delegations, keys, mandates, agents_halted, people }
  await record(client, context, ended)
  return ended
}

/**
 * Beyond every epoch that the lost time can have had: enforcement points that saw it only move forward, and would
 * ignore orders with epochs that they know already.
 */
async function raiseEpochs(client: pg.Client, { backupOf }: Context): Promise<void> {
  const lost = Math.max(0, Date.now() - backupOf.getTime()) + EPOCHS_SPARE
  await client.query(
    `insert into containment_epoch (tenant_id, epoch, updated_at) select id, $1, now() from tenant where kind <> 'system'
     on conflict (tenant_id) do update set epoch = containment_epoch.epoch + $1, updated_at = now()`,
    [lost],
  )
}

/**
 * An order for each agent that none stops already, so that each is lifted by somebody who has looked at it. An order
 * that ends by itself, or lets the agent go on in some way, does not count.
 */
async function haltEveryAgent(client: pg.Client, { backupOf }: Context): Promise<number> {
  const reason = `restored from the backup of ${backupOf.toISOString()}: whether it was halted since is not known`
  const { rows } = await client.query<{ id: string }>(
    `select a.id from agent a join tenant t on t.id = a.tenant_id and t.kind = 'company'
     where a.state <> 'retired' and not exists (
       select from containment_cover c join containment_order o on o.id = c.order_id
       where c.kind = 'agent' and c.subject_id = a.id and c.lifted_epoch is null and c.mode in ('suspend', 'kill') and o.until is null)`,
  )
  await client.query(
    `with waiting as (
       select a.id, a.tenant_id, a.name, w.order_id, e.epoch + row_number() over (partition by a.tenant_id order by a.id) as epoch
       from unnest($1::uuid[], $2::uuid[]) w(agent_id, order_id) join agent a on a.id = w.agent_id join containment_epoch e on e.tenant_id = a.tenant_id
     ), ordered as (
       insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, reason,
         ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       select order_id, tenant_id, 'agent', 'suspend', id, name, epoch, 'restored',
         json_build_object('agents', json_build_array(json_build_object('id', id, 'name', name)), 'more_agents', 0, 'delegations', 0, 'live_tokens', 0, 'calls_in_flight', 0, 'last_token_expires_at', null),
         $3, $4, $5, $6, clock_timestamp() from waiting
     ), raised as (
       update containment_epoch e set epoch = w.epoch, updated_at = now() from (select tenant_id, max(epoch) as epoch from waiting group by tenant_id) w
       where e.tenant_id = w.tenant_id
     )
     insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch) select order_id, tenant_id, 'agent', id, epoch from waiting`,
    [rows.map(({ id }) => id), rows.map(() => newId<'containment_order'>()), reason, ACTOR.id, ACTOR.kind, ACTOR.name],
  )
  return rows.length
}

/** A password or passkey may have been taken away since: each person sets a new one, with a link from an administrator. */
async function lockOut(client: pg.Client): Promise<number> {
  const company = `tenant_id in (select id from tenant where kind = 'company')`
  await client.query(`delete from passkey where ${company}; delete from recovery_code where ${company}`)
  return count(client, `update person set password_hash = null where password_hash is not null and ${company}`)
}

async function record(client: pg.Client, { since, backupOf, rows }: Context, ended: Ended): Promise<void> {
  const tenants = await client.query<{ id: string }>(`select id from tenant where kind in ('company', 'system')`)
  await appendBatch(
    client,
    tenants.rows.map(({ id }) => ({
      id: newId<'ledger_entry'>(),
      tenantId: id,
      occurredAt: new Date(),
      action: 'operate.restore',
      result: 'ok' as const,
      actor: ACTOR,
      subject: { kind: 'backup', id: backupOf.toISOString(), name: `the backup of ${backupOf.toISOString()}` },
      detail: { backup_of: backupOf.toISOString(), revoked_since: since, rows, ...ended },
    })),
  )
}

const count = async (client: pg.Client, text: string): Promise<number> => (await client.query(text)).rowCount ?? 0
