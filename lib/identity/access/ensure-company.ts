import { transaction } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'

export const COMPANY_SLUG = 'company'
export const COMPANY_NAME = 'Company'

/** The tenant that people of this installation belong to; made at the first start, found at every other. */
export async function ensureCompany(): Promise<TenantId> {
  const result = await transaction(
    'system',
    async (tx) => {
      await tx.tenant.createMany({ data: { id: newId(), slug: COMPANY_SLUG, name: COMPANY_NAME, kind: 'company' }, skipDuplicates: true })
      return ok(await tx.tenant.findUniqueOrThrow({ where: { slug: COMPANY_SLUG } }))
    },
    'ReadCommitted',
  )
  if (!result.ok) throw new Fault('no company')
  return trustedId<'tenant'>(result.value.id)
}
