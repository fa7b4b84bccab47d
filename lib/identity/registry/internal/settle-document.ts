import type { Tx } from '@/lib/db/transaction'
import { digestOf } from '@/lib/kernel/canonical-json'
import { parseId, type TenantId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { RISK_LEVELS, type IdentityDocument, type RiskLevel } from '../contract'
import { discoveredTools } from './discovered-tools'
import { livePersonNamed, teamOf, teamSpelled, type NamedPerson } from './people-named'
import { redirectUriProblem } from './redirect-uri'

export type SettledDocument = { document: IdentityDocument; digest: string; owner: NamedPerson; sponsor: NamedPerson }
type Tables = Pick<Tx, 'agent' | 'toolServer' | '$queryRaw'>
/** Problems by field, in the form of `Invalid['fields']`. */
type Problems = Record<string, string>

/**
 * Turns a document as written into the one that is kept and digested: people and agents by id, so that a renaming
 * changes nothing; tools and agents sorted, so that order is no revision; the risk no lower than the highest of its
 * capabilities. Everything that it names must exist.
 */
export async function settleDocument(tx: Tables, tenantId: TenantId, written: IdentityDocument, /** Of an agent that exists. */ selfId?: string): Promise<Result<SettledDocument, Problems>> {
  const problems: Problems = {}
  const owner = await livePersonNamed(tx, tenantId, written.owner)
  if (!owner.ok) problems['document.owner'] = owner.refusal
  const sponsor = written.sponsor === written.owner ? owner : await livePersonNamed(tx, tenantId, written.sponsor)
  if (!sponsor.ok) problems['document.sponsor'] = sponsor.refusal
  const mayDelegateTo = await agentsNamed(tx, tenantId, written, problems, selfId)
  await checkTools(tx, tenantId, written, problems)
  written.redirect_uris.forEach((uri, index) => {
    const problem = redirectUriProblem(uri)
    if (problem) problems[`document.redirect_uris.${index}`] = problem
  })
  if (!owner.ok || !sponsor.ok || Object.keys(problems).length > 0) return { ok: false, refusal: problems }
  const document: IdentityDocument = {
    ...written,
    // A team may be named by its mailbox, and in other letters: it is found by its name as that is spelled.
    ...(written.team === undefined ? {} : { team: (await (written.team.includes('@') ? teamOf : teamSpelled)(tx, tenantId, written.team)) ?? written.team }),
    owner: owner.value.id,
    sponsor: sponsor.value.id,
    risk_level: highestRisk([written.risk_level, ...written.capabilities.map((capability) => capability.risk_level)]),
    may_delegate_to: mayDelegateTo,
    tools: [...written.tools].sort((a, b) => compare(a.mcp_server, b.mcp_server) || compare(a.tool_id, b.tool_id)),
    redirect_uris: [...new Set(written.redirect_uris)].sort(),
  }
  return { ok: true, value: { document, digest: digestOf(document), owner: owner.value, sponsor: sponsor.value } }
}

/** Ids of the agents that the document names by id or by whole name; none may be retired. */
async function agentsNamed(tx: Tables, tenantId: TenantId, { may_delegate_to: named, name: own }: IdentityDocument, problems: Problems, selfId?: string): Promise<string[]> {
  if (named.length === 0) return []
  const ids = named.filter((one) => parseId(one) !== null)
  const found = await tx.agent.findMany({
    where: { tenantId, state: { not: 'retired' }, OR: [{ id: { in: ids } }, { name: { in: [...named] } }] },
    select: { id: true, name: true },
  })
  const byRef = new Map(found.flatMap(({ id, name }) => [[id, id], [name, id]] as const))
  named.forEach((one, index) => {
    if (one === own || one === selfId) problems[`document.may_delegate_to.${index}`] = 'is this agent itself'
    else if (!byRef.has(one)) problems[`document.may_delegate_to.${index}`] = `names no agent here: \`${one}\``
  })
  return [...new Set(named.flatMap((one) => byRef.get(one) ?? []))].sort()
}

/** Every tool is on a registered server; where the gateway has asked that server for its tools, it is one of them. */
async function checkTools(tx: Tables, tenantId: TenantId, { tools }: IdentityDocument, problems: Problems): Promise<void> {
  if (tools.length === 0) return
  const servers = await tx.toolServer.findMany({ where: { tenantId, slug: { in: [...new Set(tools.map((tool) => tool.mcp_server))] } } })
  const seen = new Set<string>()
  tools.forEach(({ mcp_server, tool_id }, index) => {
    const field = `document.tools.${index}`
    const server = servers.find((candidate) => candidate.slug === mcp_server)
    const scope = `mcp:${mcp_server}:${tool_id}`
    if (!server) problems[`${field}.mcp_server`] = `is not a registered tool server: \`${mcp_server}\``
    else if (server.discoveredAt && !discoveredTools(server.tools).some((tool) => tool.name === tool_id))
      problems[`${field}.tool_id`] = `is not a tool of \`${mcp_server}\`: \`${tool_id}\``
    else if (seen.has(scope)) problems[field] = 'is listed twice'
    seen.add(scope)
  })
}

const highestRisk = (levels: readonly RiskLevel[]): RiskLevel => RISK_LEVELS[Math.max(...levels.map((level) => RISK_LEVELS.indexOf(level)))] ?? 'critical'
/** By code point, whatever the locale: the digest must not depend on where it is computed. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
