import { read, transaction } from '@/lib/db/transaction'
import { parseId, trustedId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { append } from '../ledger/append'
import type { LinkRefusal, SignedIn } from './internal/outcomes'
import { asActor, asSubject } from './internal/person-view'
import { takeLink } from './internal/take-link'
import { peekLink } from './peek-link'

export type SamplePerson = { id: string; name: string; role: string }
export type SampleInvitation = { tenantName: string; people: SamplePerson[] }

const RANK = ['admin', 'owner', 'analyst', 'auditor']

/** Whom a sample link offers to be; null for a link that is unknown, used or too old. Looking does not use it up. */
export async function peekSample(code: string, now = new Date()): Promise<SampleInvitation | null> {
  const link = await peekLink('sample', code, now)
  if (!link) return null
  const people = await read('system', (tx) =>
    tx.person.findMany({ where: { tenantId: link.tenantId, status: 'active', passwordHash: { not: null } }, orderBy: { name: 'asc' } }),
  )
  const sorted = people.sort((a, b) => RANK.indexOf(a.role) - RANK.indexOf(b.role))
  return { tenantName: link.tenantName, people: sorted.map(({ id, name, role }) => ({ id, name, role })) }
}

/** Uses a sample link up as one of the sample's people. Of another tenant's people none is known here. */
export async function enterSample(code: string, chosen: string, now = new Date()): Promise<Result<SignedIn, LinkRefusal>> {
  const personId = parseId(chosen)
  return transaction(
    'system',
    async (tx): Promise<Result<SignedIn, LinkRefusal>> => {
      const link = await takeLink(tx, 'sample', code, now)
      if (!link) return refuse({ code: 'link_dead' })
      const tenant = await tx.tenant.findFirst({ where: { id: link.tenant_id, kind: 'sample' } })
      if (!tenant) return refuse({ code: 'link_dead' })
      const person = personId && (await tx.person.findFirst({ where: { id: personId, tenantId: tenant.id, status: 'active', passwordHash: { not: null } } }))
      if (!person) return refuse({ code: 'invalid', fields: { person: 'is nobody of the sample' } })
      await append(tx, asActor(person, 'sample'), 'sample.enter', { result: 'allowed', subject: asSubject(person), detail: { method: 'sample link' } }, now)
      return ok({ personId: trustedId<'person'>(person.id), tenantId: trustedId<'tenant'>(tenant.id), name: person.name })
    },
    'ReadCommitted',
  )
}
