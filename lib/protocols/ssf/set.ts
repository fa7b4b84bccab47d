import type { WaitingEvent } from '@/lib/identity/signals'
import type { Signer } from '@/lib/kernel/signer'

/**
 * A security event token (RFC 8417): one event, RS256 as CAEP's interoperability profile asks, no `exp` and no `sub`.
 * Sent again it is the same: its `jti` and times are those of the queue.
 */
export function signedSet(signer: Pick<Signer, 'sign'>, issuer: string, event: WaitingEvent): Promise<string> {
  return signer.sign(
    'secevent+jwt',
    {
      iss: issuer,
      aud: event.receiverId,
      jti: event.jti,
      iat: seconds(event.createdAt),
      ...(event.toe ? { toe: seconds(event.toe) } : {}),
      // What an order is to several events is told by it.
      txn: event.orderId ?? event.jti,
      sub_id: event.subject,
      events: { [event.type]: event.body },
    },
    'RS256',
  )
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)
