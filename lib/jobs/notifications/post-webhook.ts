import type { Due } from '@/lib/identity/notifications'
import { OutboundRefused, type Outbound } from '@/lib/kernel/outbound'
import { webhookHeaders } from '@/lib/kernel/standard-webhook'
import type { Sent } from './send-mail'

/** A receiver that is told so has gone for good (RFC 9110 §15.5.11). */
const GONE = 410

/**
 * One signed POST, as Standard Webhooks writes it: HMAC-SHA256 over id, time and body. The id stays the same however
 * often it is sent, so that a receiver does once what it is told twice. 2xx is the acknowledgement, nothing else is.
 */
export async function postWebhook(ask: Outbound, { id, webhook, told }: Due & { channel: 'webhook' }, { secret, consoleUrl }: { secret: string; consoleUrl: string }): Promise<Sent> {
  const at = new Date()
  const body = JSON.stringify({
    // A test has nothing to tell, and says that it is one.
    type: told.length === 0 ? 'test' : 'notification',
    timestamp: at.toISOString(),
    data: { notifications: told.map((one) => ({ id: one.id, kind: one.kind, at: one.at, person: one.person, title: one.title, text: one.text, url: `${consoleUrl}${one.path}` })) },
  })
  try {
    const response = await ask(webhook.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...webhookHeaders(secret, id, body, at) },
    })
    await response.body?.cancel()
    return response.ok ? { ok: true } : { ok: false, problem: `it answered ${response.status}`, isFinal: response.status === GONE }
  } catch (error) {
    if (error instanceof OutboundRefused) return { ok: false, problem: error.message, isFinal: true }
    const late = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { ok: false, problem: late ? 'it did not answer in time' : 'it could not be reached', isFinal: false }
  }
}
