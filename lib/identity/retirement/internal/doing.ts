import type { TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { StepKind } from '../contract'

export const RETIREMENT_JOB = 'registry.retirement'
export const retirer = (tenantId: TenantId): Actor => ({ kind: 'job', tenantId, id: RETIREMENT_JOB, name: 'Retirement' })

/** What a step is about, and whose. */
export type Doing = { tenantId: TenantId; retirementId: string; agentId: string; agentName: string; orderId: string; reason: string; successorId: string | null; kind: StepKind; targetId: string | null }
