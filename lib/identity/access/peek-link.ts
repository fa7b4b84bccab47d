import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import { hashOf, isCode, type LinkKind } from './internal/one-time-code'

export type LinkPreview = {
  tenantId: string
  tenantName: string
  expiresAt: Date
  /** Null for a welcome link and a sample link: whoever holds it says who they are. */
  person: { name: string; email: string; role: string } | null
  createdBy: string | null
  /** Whether a mail server is set up for whoever it makes a person of. */
  hasMail: boolean
}

/** What a link is for, without using it; null for one that is unknown, used, replaced or too old. */
export async function peekLink(kind: LinkKind, code: string, now = new Date()): Promise<LinkPreview | null> {
  if (!isCode(code)) return null
  return read('system', async (tx) => {
    const link = await tx.oneTimeLink.findFirst({ where: { tokenHash: hashOf(code), kind, usedAt: null, expiresAt: { gt: now } } })
    if (!link) return null
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: link.tenantId } })
    const person = link.personId ? await tx.person.findFirst({ where: { id: link.personId, status: 'active' } }) : null
    if (link.personId && !person) return null
    const creator = link.createdBy ? await tx.person.findUnique({ where: { id: link.createdBy } }) : null
    const mail = asRows<object>(await tx.$queryRaw`select 1 from mail_server where tenant_id = ${link.tenantId}::uuid`)
    return {
      tenantId: link.tenantId,
      tenantName: tenant.name,
      expiresAt: link.expiresAt,
      person: person && { name: person.name, email: person.email, role: person.role },
      createdBy: creator?.name ?? null,
      hasMail: mail.length > 0,
    }
  })
}
