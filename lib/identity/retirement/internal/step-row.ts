import type { RetirementStep } from '@/generated/prisma/client'
import { STEP_KINDS, STEP_STATES } from '../contract'
import type { Step } from '../steps'

/** A row as what is decided by; the column's check constraints allow no other kind or state. */
export const stepOf = ({ position, kind, state, attempts, tries, nextAt }: Pick<RetirementStep, 'position' | 'kind' | 'state' | 'attempts' | 'tries' | 'nextAt'>): Step => ({
  position,
  kind: STEP_KINDS.find((one) => one === kind) ?? 'archive',
  state: STEP_STATES.find((one) => one === state) ?? 'open',
  attempts,
  tries,
  nextAt: nextAt.getTime(),
})
