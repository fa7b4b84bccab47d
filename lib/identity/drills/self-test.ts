import { CONTAINMENT_CHANNEL, lockContainment } from '@/lib/db/epoch'
import { read } from '@/lib/db/transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import type { Command } from '../command'
import { SelfTestInput, type SelfTestView } from './contract'
import { command } from './internal/tables'

/** For how long an answer is waited for: as long as a lease lives, after which a point refuses everything anyway. */
const WAIT_MS_MAX = 3_000
const LOOK_EVERY_MS = 25

type Asked = { id: string; value: string; askedAt: Date }

/** Committed and announced as an order is, under the lock that an order takes; it covers nobody and raises no epoch. */
const ask = command({
  name: 'containment.self_test',
  input: SelfTestInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { value } }) => {
    const id = newId()
    const askedAt = new Date()
    await tx.$executeRaw`insert into self_test (id, tenant_id, value, asked_by, asked_at) values (${id}::uuid, ${actor.tenantId}::uuid, ${value}, ${actor.id}, clock_timestamp())`
    await tx.$executeRaw`select pg_notify(${CONTAINMENT_CHANNEL}, json_build_object('tenant', ${actor.tenantId}::text, 'self_test', ${id}::text)::text)`
    const asked: Asked = { id, value, askedAt }
    return ok({ value: asked, subject: { kind: 'self_test', id, name: `value ${value}` }, detail: { self_test_id: id, value } })
  },
})

/**
 * Can it still halt? Asked of every enforcement point over the route that an order takes: the database, the feed, the
 * point's own key and back. A point that does not answer in time is `not_known`, never a yes.
 */
export const selfTest: Command<typeof SelfTestInput, SelfTestView, never> = Object.assign(
  async (...[actor, raw]: Parameters<typeof ask>) => {
    const asked = await ask(actor, raw)
    return asked.ok ? ok(await answers(actor.tenantId, asked.value)) : asked
  },
  { permission: ask.permission, input: ask.input },
)

async function answers(tenantId: TenantId, asked: Asked): Promise<SelfTestView> {
  const until = performance.now() + WAIT_MS_MAX
  for (;;) {
    const view = await look(tenantId, asked)
    if (view.verdict === 'answered' || performance.now() >= until) return view
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

const look = (tenantId: TenantId, { id, value, askedAt }: Asked): Promise<SelfTestView> =>
  read(tenantId, async (tx) => {
    const found = await tx.selfTestAnswer.findMany({ where: { selfTestId: id, tenantId } })
    const points = await tx.enforcementPoint.findMany({ where: { revokedAt: null, OR: [{ tenantId: null }, { tenantId }] }, select: { id: true, name: true }, orderBy: { name: 'asc' } })
    const rows = points.map((point): SelfTestView['points'][number] => {
      const answer = found.find(({ pointId }) => pointId === point.id)
      return { ...point, state: answer ? 'answered' : 'not_known', ms: answer?.ms ?? null, lease_held: answer?.leaseHeld ?? null, receipt: answer?.jws ?? null }
    })
    // No point at all is no yes either: there is nobody who would refuse anything.
    const verdict = rows.length > 0 && rows.every(({ state }) => state === 'answered') ? 'answered' : 'not_known'
    return { value, asked_at: askedAt.toISOString(), verdict, points: rows }
  })
