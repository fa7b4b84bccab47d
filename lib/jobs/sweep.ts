import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'

/** Rows deleted by one statement; what is left is taken by the next round. */
const ROWS_MAX = 5_000
/** A call without an outcome for this long has no gateway any more that could send one. */
const CALL_LOST_AFTER_MINUTES = 60

/** What has expired and that nobody will ask for again. The ledger is not swept: it keeps everything. */
const SWEEPS: Record<string, string> = {
  oidc_payload: `delete from oidc_payload where (model, id) in (select model, id from oidc_payload where expires_at < now() limit ${ROWS_MAX})`,
  replay: `delete from replay where id in (select id from replay where expires_at < now() limit ${ROWS_MAX})`,
  one_time_link: `delete from one_time_link where id in (select id from one_time_link where expires_at < now() - interval '30 days' limit ${ROWS_MAX})`,
  passkey_challenge: `delete from passkey_challenge where id in (select id from passkey_challenge where expires_at < now() limit ${ROWS_MAX})`,
  act_proof: `delete from act_proof where id in (select id from act_proof where expires_at < now() - interval '30 days' limit ${ROWS_MAX})`,
  // Questions are asked often, and in the ledger for ever; their answers go with them.
  self_test: `delete from self_test where id in (select id from self_test where asked_at < now() - interval '30 days' limit ${ROWS_MAX})`,
  // What came of it is kept with the order.
  signal_event: `delete from signal_event where jti in (select jti from signal_event where state <> 'waiting' and ended_at < now() - interval '30 days' limit ${ROWS_MAX})`,
  // Long after anything could tell of the same once more.
  notification: `delete from notification where id in (select id from notification where collected_at < now() - interval '180 days' limit ${ROWS_MAX})`,
  notification_delivery: `delete from notification_delivery where id in (select id from notification_delivery where ended_at < now() - interval '90 days' limit ${ROWS_MAX})`,
  // What was carried out. Where an id is made of what happened (UUID of version 8), its row is how that is told of once, and stays.
  outbox: `delete from outbox where id in (select id from outbox where processed_at < now() - interval '30 days' and substr(id::text, 15, 1) <> '8' limit ${ROWS_MAX})`,
  call_in_flight: `delete from call_in_flight where id in (select id from call_in_flight
    where started_at < now() - interval '${CALL_LOST_AFTER_MINUTES} minutes' limit ${ROWS_MAX})`,
}

/** Deletes expired protocol state. Safe to run from many workers at once. */
export async function sweep(): Promise<Record<string, number>> {
  const swept: Record<string, number> = {}
  for (const [table, sql] of Object.entries(SWEEPS))
    swept[table] = await hotTransaction('system', async (client: pg.PoolClient) => (await client.query(sql)).rowCount ?? 0)
  // What has been counted of agents is added up; nothing that is read changes.
  await hotTransaction('system', (client: pg.PoolClient) => client.query('select sum_agent_tally()'))
  return swept
}
