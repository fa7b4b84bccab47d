import type pg from 'pg'
import type { ImportedPrincipal } from '../contract'

/** Who a principal is taken for here, and why. Nobody proved it: the other system says so. */
export type Known = { kind: 'person' | 'agent'; id: string; why: string }
export type KnownPrincipals = (principal: Pick<ImportedPrincipal, 'id' | 'also'>) => Known | null

/**
 * Looks for the people and agents that these principals name: a person by e-mail or by the id of their directory; an
 * agent by what is unmistakably its own (client_id, SPIFFE ID, external id), or by what people said of it in Discovery.
 * Never by a name: anyone can be called anything.
 */
export async function knownPrincipals(client: pg.ClientBase, tenantId: string, principals: readonly ImportedPrincipal[]): Promise<KnownPrincipals> {
  const ids = [...new Set(principals.flatMap(({ id, also }) => [id, ...also]))]
  if (ids.length === 0) return () => null
  const { rows } = await client.query<{ said: string; kind: Known['kind']; id: string; why: string }>(
    `with g as (select distinct said from unnest($2::text[]) said)
     select g.said, 'person' as kind, p.id, 'same e-mail' as why from g join person p on p.email = lower(g.said) and p.tenant_id = $1
     union all select g.said, 'person', p.id, 'same id in the directory' from g join person p on p.tenant_id = $1 and p.external_id = g.said
     union all select g.said, 'agent', a.id, 'same client_id' from g join agent a on a.tenant_id = $1 and a.id = case when g.said ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then g.said::uuid end
     union all select g.said, 'agent', a.id, 'same SPIFFE ID' from g join agent a on a.spiffe_id = g.said and a.tenant_id = $1
     union all select g.said, 'agent', a.id, 'same external id' from g join agent a on a.tenant_id = $1 and a.external_id = g.said
     union all select g.said, 'agent', i.target_id, 'recognised in Discovery' from discovery_item i
       cross join lateral jsonb_array_elements_text(coalesce(i.evidence->'client_ids', '[]') || coalesce(i.evidence->'spiffe_ids', '[]')) x(said) join g on g.said = x.said
       where i.tenant_id = $1 and i.state in ('registered', 'merged') and i.target_kind = 'agent'`,
    [tenantId, ids],
  )
  const found = new Map<string, Known>()
  for (const { said, kind, id, why } of rows) if (!found.has(said)) found.set(said, { kind, id, why })
  return ({ id, also }) => [id, ...also].map((said) => found.get(said)).find((one) => one !== undefined) ?? null
}
