import { z } from 'zod'
import type { Point } from '@/lib/identity/containment'
import { recordSelfTestAnswer, SelfTestReceipt } from '@/lib/identity/drills'
import type { FeedDeps } from './deps'
import { INVALID, NO_STORE, problem } from './problem'
import { verifiedBy } from './receipts'

const Input = z.strictObject({ receipt: z.string().max(4_096) })

/** POST /feed/self-test: a point's signed answer, which holds the value that was asked with. */
export const selfTestEndpoint =
  ({ issuer }: FeedDeps) =>
  async (body: unknown, point: Point): Promise<Response> => {
    const input = Input.safeParse(body)
    if (!input.success) return problem(INVALID)
    const { receipt } = input.data
    const claims = verifiedBy(receipt, point, 'lanyard-self-test-receipt+jwt', SelfTestReceipt)
    if (!claims || claims.iss !== point.id || claims.aud !== issuer)
      return problem({ status: 400, code: 'bad_receipt', title: 'the answer is not signed by this point for this authority' })
    const kept = await recordSelfTestAnswer(point, claims, receipt)
    return kept.ok ? Response.json({}, { headers: NO_STORE }) : problem({ status: 404, code: kept.refusal.code, title: 'nobody asked that of this point' })
  }
