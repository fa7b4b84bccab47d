import { hotTransaction } from '@/lib/db/hot'
import { ATTEMPTS_MAX, type Kind } from './contract'
import { wordsOf, type Told } from './texts'

const AT_ONCE = 10
/** Who took a delivery and died leaves it to the next after this; longer than any try takes. */
const HELD_SECONDS = 120
const FIRST_PAUSE_SECONDS = 15
const PAUSE_SECONDS_MAX = 3 * 3_600
const PROBLEM_MAX = 200

export type MailServer = { tenantId: string; host: string; port: number; security: 'tls' | 'starttls' | 'none'; username: string | null; passwordSealed: string | null; sender: string; senderName: string }
export type Due = { id: string; attempts: number; told: (Told & { id: string; at: string; person: { id: string; name: string } })[] } & (
  | { channel: 'email'; person: { id: string; name: string; email: string; zone: string | null }; /** None any more: it cannot be sent. */ server: MailServer | null }
  | { channel: 'webhook'; webhook: { id: string; url: string } }
)

type Row = {
  id: string; attempts: number; channel: 'email' | 'webhook'; person: { id: string; name: string; email: string; zone: string | null } | null; webhook: { id: string; url: string } | null; server: MailServer | null
  told: { id: string; kind: Kind; facts: unknown; at: string; person: { id: string; name: string } }[]
} // prettier-ignore

/** Takes the deliveries that are due; of several processes each takes others. What is not ended comes back by its time. */
export async function takeDeliveries(): Promise<Due[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<Row>(
      `with due as (
         select id from notification_delivery where state = 'waiting' and next_at <= now() order by next_at limit ${AT_ONCE} for update skip locked
       ), taken as (
         update notification_delivery d set attempts = d.attempts + 1, next_at = now() + interval '${HELD_SECONDS} seconds' from due where d.id = due.id
         returning d.id, d.tenant_id, d.attempts, d.channel, d.person_id, d.webhook_id, d.notifications
       )
       select t.id, t.attempts, t.channel,
         (select jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'zone', (select z.zone from person_zone z where z.person_id = p.id)) from person p where p.id = t.person_id and p.status = 'active') as person,
         (select jsonb_build_object('id', w.id, 'url', w.url) from notification_webhook w where w.id = t.webhook_id and w.removed_at is null) as webhook,
         (select jsonb_build_object('tenantId', m.tenant_id, 'host', m.host, 'port', m.port, 'security', m.security, 'username', m.username, 'passwordSealed', m.password_sealed, 'sender', m.sender, 'senderName', m.sender_name)
            from mail_server m where m.tenant_id = t.tenant_id) as server,
         coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'facts', n.facts, 'at', n.created_at, 'person', jsonb_build_object('id', p.id, 'name', p.name)) order by n.created_at, n.id)
            from notification n join person p on p.id = n.person_id where n.id = any(t.notifications)), '[]') as told
       from taken t`,
    ),
  )
  const due: Due[] = []
  for (const { id, attempts, channel, person, webhook, server, told } of rows) {
    const common = { id, attempts, told: told.map((one) => ({ ...wordsOf(one.kind, one.facts, person?.zone ?? undefined), id: one.id, at: new Date(one.at).toISOString(), person: one.person })) }
    if (channel === 'email' && person) due.push({ ...common, channel, person, server })
    else if (channel === 'webhook' && webhook) due.push({ ...common, channel, webhook })
    else await giveUp(id, channel === 'email' ? 'has no access any more' : 'was removed')
  }
  return due
}

export async function delivered(id: string): Promise<void> {
  await hotTransaction('system', (client) => client.query(`update notification_delivery set state = 'sent', ended_at = now(), problem = null where id = $1 and state = 'waiting'`, [id]))
}

/** Given up: it is shown as such, and an administrator may have it tried again. */
export async function giveUp(id: string, problem: string): Promise<void> {
  await hotTransaction('system', (client) => client.query(`update notification_delivery set state = 'dead', ended_at = now(), problem = $2 where id = $1 and state = 'waiting'`, [id, problem.slice(0, PROBLEM_MAX)]))
}

/** Tried again, twice as long apart each time and not all at once, until it has been tried often enough. */
export async function tryAgain({ id, attempts }: Pick<Due, 'id' | 'attempts'>, problem: string): Promise<void> {
  if (attempts >= ATTEMPTS_MAX) return giveUp(id, problem)
  const pause = Math.min(PAUSE_SECONDS_MAX, FIRST_PAUSE_SECONDS * 3 ** (attempts - 1)) * (0.8 + Math.random() * 0.4)
  await hotTransaction('system', (client) =>
    client.query(`update notification_delivery set next_at = now() + make_interval(secs => $2), problem = $3 where id = $1 and state = 'waiting'`, [id, pause, problem.slice(0, PROBLEM_MAX)]),
  )
}
