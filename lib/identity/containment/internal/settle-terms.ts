import { asRows } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import type { TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Invalid } from '../../refusals'
import type { HaltInput } from '../contract'
import type { Terms } from './write-order'

/**
 * The terms of an order, as it will be written. What only reads is settled here, as a list of scopes: a server that
 * marks more of its tools as read-only tomorrow must not widen what an order left.
 */
export async function settleTerms(tx: Pick<Writer, '$queryRaw'>, tenantId: TenantId, input: Pick<HaltInput, 'mode' | 'scopes' | 'endpoint' | 'until'>): Promise<Result<Terms, Invalid>> {
  const until = input.until ? new Date(input.until) : null
  if (until && until.getTime() <= Date.now()) return refuse({ code: 'invalid', fields: { until: 'is over already' } })
  if (input.endpoint && !(await isServer(tx, tenantId, input.endpoint))) return refuse({ code: 'invalid', fields: { endpoint: `there is no tool server \`${input.endpoint}\`` } })
  const scopes = input.mode === 'strip' ? (input.scopes ?? (await readOnlyScopes(tx, tenantId))) : []
  return ok({ mode: input.mode, scopes, endpoint: input.endpoint ?? null, until })
}

const isServer = async (tx: Pick<Writer, '$queryRaw'>, tenantId: TenantId, slug: string): Promise<boolean> =>
  asRows<unknown>(await tx.$queryRaw`select 1 from tool_server where tenant_id = ${tenantId}::uuid and slug = ${slug}`).length > 0

/** Of every tool that its server marks as one that only reads (MCP `readOnlyHint`). */
export async function readOnlyScopes(tx: Pick<Writer, '$queryRaw'>, tenantId: TenantId): Promise<string[]> {
  const rows = asRows<{ scope: string }>(
    await tx.$queryRaw`
      select 'mcp:' || s.slug || ':' || (t->>'name') as scope from tool_server s, jsonb_array_elements(s.tools) t
      where s.tenant_id = ${tenantId}::uuid and t->'readOnly' = 'true'::jsonb order by 1`,
  )
  return rows.map(({ scope }) => scope)
}
