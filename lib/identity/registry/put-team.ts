import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { lockRegistry } from './internal/drafts'
import { livePersonNamed } from './internal/people-named'
import { command } from './internal/tables'
import { teamViews } from './internal/team-views'
import { PutTeamInput } from './ownership-contract'
import { Fault } from '@/lib/kernel/fault'

/** Makes a team, or changes the one of that name. A mailbox is the team's: it is nobody's who answers for an agent. */
export const putTeam = command({
  name: 'registry.team.put',
  input: PutTeamInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: async (tx, { name }, actor) => {
    const known = await tx.team.findFirst({ where: { tenantId: actor.tenantId, name: { equals: name, mode: 'insensitive' } } })
    return { tenantId: actor.tenantId, known }
  },
  act: async (tx, { actor, input, resource: { known } }) => {
    const { tenantId } = actor
    const invalid = (field: string, problem: string) => refuse<Refusal>({ code: 'invalid', fields: { [field]: problem } })
    const mailbox = input.mailbox?.toLowerCase() ?? null
    const lead = input.leadId === undefined ? null : await livePersonNamed(tx, tenantId, input.leadId)
    if (lead && !lead.ok) return invalid('leadId', lead.refusal)
    if (mailbox !== null) {
      const person = await livePersonNamed(tx, tenantId, mailbox)
      if (person.ok) return invalid('mailbox', `is the address of ${person.value.name}, and so no team’s`)
      const other = await tx.team.findFirst({ where: { tenantId, mailbox, ...(known ? { id: { not: known.id } } : {}) } })
      if (other) return invalid('mailbox', `is the mailbox of ${other.name}`)
    }
    const values = { name: input.name, mailbox, leadId: lead?.value.id ?? null }
    const id = known?.id ?? newId<'team'>()
    if (known) await tx.team.update({ where: { id }, data: values })
    else await tx.team.create({ data: { ...values, id, tenantId } })
    const value = (await teamViews(tx, tenantId)).find((team) => team.id === id)
    if (!value) throw new Fault(`team ${id} is gone within its own transaction`)
    return ok({ value, subject: { kind: 'team', id, name: input.name }, detail: { mailbox, lead: values.leadId } })
  },
})
