import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import { isAlarm, KIND_NAMES, type Kind } from './contract'

/** What comes within this time of the first goes with it, in one message. */
export const DIGEST_SECONDS = 60
/** What nobody could be told within this is old news: it is not sent when a mail server is set up much later. */
const NEWS_HOURS = 72
const PEOPLE_AT_ONCE = 100
const ALARMS = KIND_NAMES.filter(isAlarm)

type Waiting = { id: string; kind: Kind; news: boolean }
type Concerned = { person_id: string; tenant_id: string; active: boolean; has_mail: boolean; off: Kind[]; waiting: Waiting[] }

/**
 * Makes messages of what waits: one e-mail for each person and one call for each webhook, of everything that has come in
 * a short while. What cannot wait takes the rest along. Written together with its deliveries, so that nothing is told
 * of twice, and nothing lost, whenever a process ends.
 */
export async function collect({ afterSeconds = DIGEST_SECONDS } = {}): Promise<void> {
  await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Concerned>(
      `with due as (
         select person_id from notification where collected_at is null group by person_id
         having min(created_at) <= now() - make_interval(secs => $1) or bool_or(kind = any($2::text[])) order by min(created_at) limit ${PEOPLE_AT_ONCE}
       ), taken as (
         select n.id, n.person_id, n.kind, n.created_at from notification n where n.collected_at is null and n.person_id in (select person_id from due)
         order by n.created_at, n.id for update skip locked
       )
       select p.id as person_id, p.tenant_id, p.status = 'active' as active, exists (select from mail_server m where m.tenant_id = p.tenant_id) as has_mail,
         array(select f.kind from notification_preference f where f.person_id = p.id and not f.email) as off,
         jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'news', t.created_at > now() - interval '${NEWS_HOURS} hours') order by t.created_at, t.id) as waiting
       from taken t join person p on p.id = t.person_id group by p.id`,
      [afterSeconds, ALARMS],
    )
    for (const one of rows) if (one.active && one.has_mail) await addMail(client, one)
    await addCalls(client, rows.filter(({ active }) => active))
    await client.query('update notification set collected_at = now() where id = any($1::uuid[])', [rows.flatMap(({ waiting }) => waiting.map(({ id }) => id))])
  })
}

async function addMail(client: pg.PoolClient, { person_id, tenant_id, off, waiting }: Concerned): Promise<void> {
  const wanted = waiting.filter(({ kind, news }) => news && (isAlarm(kind) || !off.includes(kind)))
  if (wanted.length > 0) await add(client, { tenantId: tenant_id, channel: 'email', personId: person_id, webhookId: null, of: wanted })
}

async function addCalls(client: pg.PoolClient, people: readonly Concerned[]): Promise<void> {
  const { rows: webhooks } = await client.query<{ id: string; tenant_id: string; kinds: Kind[] }>(
    'select id, tenant_id, kinds from notification_webhook where removed_at is null and tenant_id = any($1::uuid[])',
    [[...new Set(people.map(({ tenant_id }) => tenant_id))]],
  )
  for (const { id, tenant_id, kinds } of webhooks) {
    const of = people.filter((one) => one.tenant_id === tenant_id).flatMap(({ waiting }) => waiting.filter(({ kind, news }) => news && kinds.includes(kind)))
    if (of.length > 0) await add(client, { tenantId: tenant_id, channel: 'webhook', personId: null, webhookId: id, of })
  }
}

type New = { tenantId: string; channel: 'email' | 'webhook'; personId: string | null; webhookId: string | null; of: readonly Waiting[] }

const add = (client: pg.PoolClient, { tenantId, channel, personId, webhookId, of }: New) =>
  client.query('insert into notification_delivery (id, tenant_id, channel, person_id, webhook_id, notifications, kinds) values ($1, $2, $3, $4, $5, $6, $7)', [
    newId<'notification_delivery'>(), tenantId, channel, personId, webhookId, of.map(({ id }) => id), [...new Set(of.map(({ kind }) => kind))],
  ]) // prettier-ignore
