import { z } from 'zod'
import { LOCK } from '@/lib/db/locks'
import { transaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import { toInvalid } from '../refusals'
import { EmailField, PersonNameField } from './contract'
import type { LinkRefusal, SignedIn } from './internal/outcomes'
import { hashPassword } from './internal/password'
import { asActor, asSubject } from './internal/person-view'
import { takeLink } from './internal/take-link'
import { passwordProblem } from './password-policy'
import { peekLink } from './peek-link'

const Input = z.object({ name: PersonNameField, email: EmailField })

/**
 * Makes the first administrator, for whoever holds the link that the start printed. Under the first-run lock, so that
 * of any number of uses at once, of one link or of several, one makes a person and the others find the link dead.
 */
export async function createFirstAdministrator(
  code: string,
  form: { name: string; email: string; password: string },
  now = new Date(),
): Promise<Result<SignedIn, LinkRefusal>> {
  if (!(await peekLink('welcome', code, now))) return refuse({ code: 'link_dead' })
  const parsed = Input.safeParse(form)
  const problem = passwordProblem(form.password, form)
  if (!parsed.success || problem) {
    const fields = parsed.success ? {} : toInvalid(parsed.error).fields
    return refuse({ code: 'invalid', fields: problem ? { ...fields, password: problem } : fields })
  }
  const { name, email } = parsed.data
  const passwordHash = await hashPassword(form.password)
  return transaction(
    'system',
    async (tx): Promise<Result<SignedIn, LinkRefusal>> => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.firstRun}::int, 0)`
      const link = await takeLink(tx, 'welcome', code, now)
      if (!link) return refuse({ code: 'link_dead' })
      const admins = await tx.person.count({ where: { tenantId: link.tenant_id, role: 'admin', status: 'active', passwordHash: { not: null } } })
      if (admins > 0) return refuse({ code: 'link_dead' })
      const person = { id: newId<'person'>(), tenantId: link.tenant_id, email, name, role: 'admin', passwordHash, createdAt: now }
      const { count } = await tx.person.createMany({ data: person, skipDuplicates: true })
      if (count === 0) return refuse({ code: 'invalid', fields: { email: 'already has an account' } })
      const actor = asActor(person, 'welcome')
      await append(tx, actor, 'access.person.welcome', { subject: asSubject(person), detail: { email, role: 'admin' } }, now)
      return ok({ personId: person.id, tenantId: actor.tenantId, name })
    },
    'ReadCommitted',
  )
}
