import type { Retirement, RetirementStep } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { z } from 'zod'
import { STEP_KINDS, STEP_STATES, StepCheck, type RetirementView, type StepView } from '../contract'
import { isSettled } from '../steps'
import { aboutOf } from './plan'

type Tables = Pick<Tx, 'retirement' | 'retirementStep' | '$queryRaw'>
const Evidence = z.array(StepCheck)

/** The retirement of an agent with its steps; null where none was begun. */
export async function findRetirement(tx: Tables, tenantId: string, agentId: string): Promise<{ tenantId: string; row: Retirement; steps: RetirementStep[] } | null> {
  const row = await tx.retirement.findFirst({ where: { tenantId, agentId } })
  if (!row) return null
  return { tenantId: row.tenantId, row, steps: await tx.retirementStep.findMany({ where: { retirementId: row.id, tenantId }, orderBy: { position: 'asc' } }) }
}

export async function retirementView(tx: Tables, tenantId: string, agentId: string): Promise<RetirementView | null> {
  const found = await findRetirement(tx, tenantId, agentId)
  if (!found) return null
  const { row, steps } = found
  const views = steps.map(stepView)
  const successor = row.successorId === null ? [] : asRows<{ id: string; name: string }>(await tx.$queryRaw`select id, name from agent where tenant_id = ${tenantId}::uuid and id = ${row.successorId}::uuid`)
  return {
    id: row.id,
    agent: { id: row.agentId, name: row.agentName },
    state: row.archivedAt ? 'archived' : isSettled(views) ? 'open' : 'running',
    reason: row.reason,
    successor: successor[0] ?? null,
    requested_by: { kind: row.requestedByKind, id: row.requestedBy, name: row.requestedByName },
    requested_at: row.requestedAt.toISOString(),
    archived_at: row.archivedAt?.toISOString() ?? null,
    order_id: row.orderId,
    steps: views,
  }
}

function stepView(step: RetirementStep): StepView {
  const kind = STEP_KINDS.find((one) => one === step.kind) ?? 'archive' // the column's check constraint allows these and no other
  const state = STEP_STATES.find((one) => one === step.state) ?? 'open'
  return {
    position: step.position,
    kind,
    title: step.title,
    about: aboutOf(kind),
    state,
    attempts: step.attempts,
    started_at: step.startedAt?.toISOString() ?? null,
    ended_at: step.endedAt?.toISOString() ?? null,
    next_at: state === 'waiting' && step.attempts > 0 ? step.nextAt.toISOString() : null,
    why: step.why,
    evidence: Evidence.parse(step.evidence),
  }
}
