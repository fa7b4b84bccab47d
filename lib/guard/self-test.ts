import type { SelfTestDocument } from './feed-documents'
import type { FeedRequest } from './feed-request'
import type { PointKey } from './point-key'

type Answering = { request: FeedRequest; key: PointKey; pointId: string; issuer: string; epoch: number | null; leaseHeld: boolean }

/** Answers whether an order would arrive: signed by this point, over the asker's value, once. An answer that is late is none. */
export async function answerSelfTest({ self_test, value }: SelfTestDocument, { request, key, pointId, issuer, epoch, leaseHeld }: Answering): Promise<void> {
  const receipt = key.sign('lanyard-self-test-receipt+jwt', { iss: pointId, aud: issuer, self_test, value, epoch, lease_held: leaseHeld })
  const { status } = await request({ method: 'POST', path: '/feed/self-test', body: { receipt }, timeoutMs: 3_000 })
  if (status < 200 || status >= 300) throw new Error(`the authority answered ${status} to a self-test`)
}
