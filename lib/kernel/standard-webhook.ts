import { createHmac } from 'node:crypto'

/**
 * The headers of a call as Standard Webhooks writes them: HMAC-SHA256 over id, time and body.
 *
 * @param secret `whsec_` and the key's bytes in base64
 * @param id stays the same when the same is sent again
 */
export function webhookHeaders(secret: string, id: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
