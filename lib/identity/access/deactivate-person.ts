import { publish } from '@/lib/db/outbox'
import { ok, refuse } from '@/lib/kernel/result'
import type { Separated, WrongState } from '../refusals'
import { PersonIdInput } from './contract'
import { endSessionsOf } from './internal/end-sessions-of'
import { anotherAdminThan } from './internal/last-admin'
import { dropLinksOf } from './internal/make-link'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/**
 * Ends somebody else's access: they cannot sign in, their sessions end in this transaction and their links stop
 * working. What agents do in their name ends where authority is issued and used, which asks for a living person.
 */
export const deactivatePerson = command({
  name: 'access.person.deactivate',
  input: PersonIdInput,
  resource: (tx, { personId }, actor) => tx.person.findFirst({ where: { id: personId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: before }) => {
    if (actor.id === before.id) return refuse<Separated | WrongState>({ code: 'separated', rule: 'own_account' })
    if (before.status !== 'active') return refuse<Separated | WrongState>({ code: 'wrong_state', state: before.status })
    if (before.role === 'admin' && !(await anotherAdminThan(tx, before.tenantId, before.id)))
      return refuse<Separated | WrongState>({ code: 'separated', rule: 'last_admin' })
    const now = new Date()
    const after = await tx.person.update({ where: { id: before.id }, data: { status: 'deactivated', deactivatedAt: now } })
    await dropLinksOf(tx, before.id)
    const sessions = await endSessionsOf(tx, before.id, now)
    // What they answer for goes on along its succession.
    await publish(tx, { tenantId: before.tenantId, topic: 'person.deactivated', key: before.id })
    return ok({ value: toPersonView(after), subject: asSubject(after), detail: { sessions_ended: sessions } })
  },
})
