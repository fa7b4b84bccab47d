import { randomBytes } from 'node:crypto'
import { asRows } from '@/lib/db/rows'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { InvitePointInput, type PointInvitationView } from './contract'
import { CODE_MINUTES, hashOfCode } from './enrolment-code'
import { command } from './internal/tables'

/**
 * Makes a code with which one process of a resource server that guards itself becomes an enforcement point, once, within
 * 15 minutes. The code carries the tenant: whoever enrols with it hears of this tenant's orders and speaks of this
 * server's calls, and of nothing else. Codes of gateways are made by whoever owns the database.
 */
export const invitePoint = command({
  name: 'containment.point.invite',
  input: InvitePointInput,
  resource: async (tx, { server }, actor) => {
    const [row] = asRows<{ slug: string; url: string }>(
      await tx.$queryRaw`select slug, transport->>'url' as url from tool_server where tenant_id = ${actor.tenantId}::uuid and slug = ${server} and transport->>'kind' = 'guard'`,
    )
    return row ? { ...row, tenantId: actor.tenantId } : null
  },
  act: async (tx, { actor, input, resource: { slug, url } }): Promise<Result<Change & { value: PointInvitationView }, Invalid>> => {
    const name = input.point ?? slug
    const invalid = (problem: string) => refuse<Invalid>({ code: 'invalid', fields: { point: problem } })
    if (name !== slug && !name.startsWith(`${slug}-`)) return invalid(`begins with \`${slug}-\``)
    const known = await tx.enforcementPoint.findFirst({ where: { name } })
    if (known && (known.tenantId !== actor.tenantId || known.server !== slug)) return invalid('is the name of another point')
    // The name goes with the code, so that whoever holds it need not be told anything else.
    const code = `${name}.${randomBytes(32).toString('base64url')}`
    const expiresAt = new Date(Date.now() + CODE_MINUTES * 60_000)
    await tx.enrolmentCode.updateMany({ where: { tenantId: actor.tenantId, pointName: name, usedAt: null }, data: { expiresAt: new Date() } })
    await tx.enrolmentCode.create({ data: { codeHash: hashOfCode(code), pointName: name, tenantId: actor.tenantId, server: slug, expiresAt } })
    return ok({
      value: { name, resource: url, code, expires_at: expiresAt.toISOString() },
      subject: { kind: 'point', id: known?.id ?? name, name },
      detail: { server: slug, expires_at: expiresAt.toISOString() },
    })
  },
})
