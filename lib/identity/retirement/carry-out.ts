import { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { asRows } from '@/lib/db/rows'
import { idField } from '@/lib/kernel/fields'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { StepCheck } from './contract'
import { doStep, type Hands } from './internal/do-step'
import { retirer, type Doing } from './internal/doing'
import { stepOf } from './internal/step-row'
import { command } from './internal/tables'
import { begun, ended, nextStep } from './steps'

export type DueRetirement = { id: string; tenantId: TenantId }
const DUE_MAX = 50
/** Of one job; what is left then is the next one's. Less than the job may take before it counts as lost. */
const WORK_MS_MAX = 40_000

/** Retirements with something to do now. One statement by what `nextStep` says, so that what waits costs nothing. */
export async function dueRetirements(): Promise<DueRetirement[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>(
      `select s.retirement_id as id, s.tenant_id from retirement_step s
       where s.state = 'waiting' and s.next_at <= now()
         and not exists (select from retirement_step e where e.retirement_id = s.retirement_id and e.position < s.position and e.state = 'waiting')
         and (s.kind <> 'archive' or not exists (select from retirement_step e where e.retirement_id = s.retirement_id and e.position <> s.position and e.state <> 'proven'))
       order by s.next_at limit ${DUE_MAX}`,
    ),
  )
  return rows.map(({ id, tenant_id }) => ({ id, tenantId: trustedId<'tenant'>(tenant_id) }))
}

/**
 * Carries a retirement out as far as it goes now. Any number of processes may be at it: a step is taken up by one, in
 * the database, and by the next when that one was killed; who was only slow is not heard any more.
 */
export async function carryOut({ id, tenantId }: DueRetirement, hands: Hands): Promise<void> {
  const until = performance.now() + WORK_MS_MAX
  while (performance.now() < until) {
    const taken = await take(tenantId, id)
    if (!taken) return
    const checks = await doStep(taken.doing, hands).catch((error: unknown): StepCheck[] => [{ check: 'attempt', ok: false, detail: inWords(error) }])
    await end(retirer(tenantId), { agentId: taken.doing.agentId, retirementId: id, position: taken.position, attempt: taken.attempt, checks })
  }
}

/** Of a fault, only what kind it is: messages of the database layer repeat values. */
const inWords = (error: unknown): string => `it could not be carried out (${error instanceof Error ? error.name : 'unknown fault'})`

type Taken = { doing: Doing; position: number; attempt: number }

async function take(tenantId: TenantId, id: string): Promise<Taken | null> {
  const taken = await transaction(
    tenantId,
    async (tx) => {
      await tx.$queryRaw`select id from retirement where id = ${id}::uuid and tenant_id = ${tenantId}::uuid for update`
      const row = await tx.retirement.findFirst({ where: { id, tenantId, archivedAt: null } })
      const steps = row ? await tx.retirementStep.findMany({ where: { retirementId: id, tenantId } }) : []
      const [clock] = asRows<{ now: Date }>(await tx.$queryRaw`select clock_timestamp() as now`)
      const now = clock?.now.getTime() ?? 0
      const next = nextStep(steps.map(stepOf), now)
      const of = steps.find(({ position }) => position === next?.position)
      if (!row || !next || !of) return ok(null)
      const mine = begun(next, now)
      await tx.retirementStep.update({
        where: { retirementId_position: { retirementId: id, position: next.position } },
        data: { attempts: mine.attempts, tries: mine.tries, nextAt: new Date(mine.nextAt), ...(of.startedAt ? {} : { startedAt: new Date(now) }) },
      })
      const { agentId, agentName, orderId, reason, successorId } = row
      const value: Taken = { position: next.position, attempt: mine.attempts, doing: { tenantId, retirementId: id, agentId, agentName, orderId, reason, successorId, kind: next.kind, targetId: of.targetId } }
      return ok(value)
    },
    'ReadCommitted',
  )
  return taken.ok ? taken.value : null
}

const EndInput = z.object({ agentId: idField<'agent'>(), retirementId: z.uuid(), position: z.number().int(), attempt: z.number().int(), checks: z.array(StepCheck) })

/** What an attempt found, in the ledger whatever it was. */
const end = command({
  name: 'registry.retirement.step',
  input: EndInput,
  resource: async (tx, { retirementId }, actor) => {
    const row = await tx.retirement.findFirst({ where: { id: retirementId, tenantId: actor.tenantId } })
    return row && { tenantId: row.tenantId, row }
  },
  act: async (tx, { input: { position, attempt, checks }, resource: { row } }) => {
    const at = { retirementId_position: { retirementId: row.id, position } }
    const step = await tx.retirementStep.findUnique({ where: at })
    if (!step) return refuse<Refusal>({ code: 'not_found' })
    const proven = checks.length > 0 && checks.every(({ ok: isOk }) => isOk)
    const now = new Date()
    const next = ended(stepOf(step), attempt, { proven }, now.getTime())
    if (!next) return refuse<Refusal>({ code: 'wrong_state', state: 'taken_up_by_another' })
    const why = proven ? null : checks.flatMap((one) => (one.ok ? [] : [`${one.check}: ${one.detail}`])).join('; ').slice(0, 1_000)
    await tx.retirementStep.update({ where: at, data: { state: next.state, nextAt: new Date(next.nextAt), why, evidence: checks, ...(proven ? { endedAt: now } : {}) } })
    if (proven && step.kind === 'archive') await tx.retirement.update({ where: { id: row.id }, data: { archivedAt: now } })
    return ok({
      value: null,
      result: proven ? 'ok' : 'failed',
      subject: { kind: 'agent', id: row.agentId, name: row.agentName },
      agentId: row.agentId,
      chain: [row.agentId],
      causeId: row.orderId,
      ...(why ? { reason: why.slice(0, 200) } : {}),
      detail: { retirement: row.id, step: step.title, kind: step.kind, attempt, state: next.state, evidence: checks },
    })
  },
})
