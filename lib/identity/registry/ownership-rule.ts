import { z } from 'zod'
import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { ownershipRule, type OwnershipRuleRow } from './internal/people-needed'
import { command, query } from './internal/tables'
import { SetOwnershipRuleInput, type OwnershipRuleView } from './ownership-contract'

const viewOf = ({ low, medium, high, critical, set_by_name: by, set_at: at }: OwnershipRuleRow): OwnershipRuleView => ({ numbers: { low, medium, high, critical }, set: by !== null && at ? { by, at: at.toISOString() } : null })

/** How many people answer for an agent at least. */
export const getOwnershipRule = query({
  name: 'registry.ownership_rule.get',
  input: z.object({}),
  answer: async (tx, { actor }) => viewOf(await ownershipRule(tx, actor.tenantId)),
})

/** From now on: who has fewer is not approved, and loses no deputy below it. Agents that act already go on, and their page says what they lack. */
export const setOwnershipRule = command({
  name: 'registry.ownership_rule.set',
  input: SetOwnershipRuleInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: numbers }): Promise<Result<Change & { value: OwnershipRuleView }, never>> => {
    const row = { ...numbers, setByName: actor.name, setAt: new Date() }
    await tx.ownershipRule.upsert({ where: { tenantId: actor.tenantId }, create: { tenantId: actor.tenantId, ...row }, update: row })
    return ok({ value: viewOf(await ownershipRule(tx, actor.tenantId)), subject: { kind: 'tenant', id: actor.tenantId, name: 'how many people answer for an agent' }, detail: { ...numbers } })
  },
})
