import { transaction } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../../ledger/append'
import { passwordProblem } from '../password-policy'
import { peekLink } from '../peek-link'
import { endSessionsOf } from './end-sessions-of'
import type { LinkRefusal, SignedIn } from './outcomes'
import { hashPassword } from './password'
import { asActor, asSubject } from './person-view'
import { takeLink } from './take-link'

type Purpose = { kind: 'invite' | 'recovery'; action: 'access.person.join' | 'access.person.set_password' }

/** The link is looked at before the costly hash and used up after it, with everything else in one transaction. */
export async function setPasswordByLink(purpose: Purpose, code: string, password: string, now: Date): Promise<Result<SignedIn, LinkRefusal>> {
  const preview = await peekLink(purpose.kind, code, now)
  if (!preview?.person) return refuse({ code: 'link_dead' })
  const problem = passwordProblem(password, preview.person)
  if (problem) return refuse({ code: 'invalid', fields: { password: problem } })
  const passwordHash = await hashPassword(password)
  return transaction(
    'system',
    async (tx): Promise<Result<SignedIn, LinkRefusal>> => {
      const link = await takeLink(tx, purpose.kind, code, now)
      if (!link?.person_id) return refuse({ code: 'link_dead' })
      const { count } = await tx.person.updateMany({ where: { id: link.person_id, tenantId: link.tenant_id, status: 'active' }, data: { passwordHash } })
      if (count === 0) return refuse({ code: 'link_dead' })
      const person = await tx.person.findUniqueOrThrow({ where: { id: link.person_id } })
      await endSessionsOf(tx, person.id, now)
      await append(tx, asActor(person, purpose.kind), purpose.action, { subject: asSubject(person) }, now)
      return ok({ personId: trustedId<'person'>(person.id), tenantId: trustedId<'tenant'>(person.tenantId), name: person.name })
    },
    'ReadCommitted',
  )
}
