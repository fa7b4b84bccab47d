import { errors, type AdapterPayload } from 'oidc-provider'
import { hotTransaction } from '@/lib/db/hot'
import { epochSeconds } from '@/lib/kernel/clock'
import { Fault } from '@/lib/kernel/fault'
import { newId } from '@/lib/kernel/ids'
import { appendBatch } from '@/lib/identity/ledger'
import type { OAuthDeps } from './deps'
import { hashOf } from './opaque-store'
import { currentState } from './request-state'

/** Makes a person's token good for the management API, before it leaves. */
export async function openSessionFor(deps: OAuthDeps, token: string, payload: AdapterPayload): Promise<void> {
  const person = currentState()?.person
  if (!person || person.id !== payload.accountId || !payload.clientId) throw new Fault('an opaque access token without a person')
  const opened = await deps.openPersonSession({
    tokenHash: hashOf(token),
    personId: person.id,
    tenantId: person.tenantId,
    clientId: payload.clientId,
    expiresAt: new Date((payload.exp ?? epochSeconds(deps.clock.date())) * 1000),
  })
  if (!opened.ok) throw new errors.InvalidGrant('the person is not active')
}

type Ended = { id: string; tenant_id: string; client_id: string; person_id: string; name: string }

/** Ends the sessions of these tokens: a signed-out token is dead at the next call, wherever it is. */
export async function endPersonSessions(tokens: readonly string[] | { hashes: readonly string[] }, at: Date): Promise<void> {
  const hashes = 'hashes' in tokens ? tokens.hashes : tokens.map(hashOf)
  if (hashes.length === 0) return
  await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Ended>({
      name: 'end-person-sessions',
      text: `update person_session s set revoked_at = $2 from person p where p.id = s.person_id and s.id = any($1::text[]) and s.revoked_at is null
             returning s.id, s.tenant_id, s.client_id, s.person_id, p.name`,
      values: [hashes, at],
    })
    await appendBatch(
      client,
      rows.map((row) => ({
        id: newId(),
        tenantId: row.tenant_id,
        occurredAt: at,
        action: 'access.session.end',
        result: 'ok',
        actor: { kind: 'person', id: row.person_id, name: row.name },
        subject: { kind: 'person', id: row.person_id, name: row.name },
        detail: { client: row.client_id },
      })),
    )
  })
}
