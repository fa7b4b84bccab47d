import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import type { AgentId } from '@/lib/kernel/ids'
import { wideKey, type Cover, type Limit } from '../containment'
import type { Facts, ParentFacts } from './facts'
import type { IssueRequest } from './issue-request'
import { serverOfScope } from './tool-resource'

/** One request as containment sees it: everybody it would act through, and the tool server that it is for. */
type Asked = Readonly<{ request: IssueRequest; path: readonly AgentId[]; parent: ParentFacts | null; server: string | null }>

/**
 * What stops this request, by name; null: nothing does. A subject is stopped while an order is in force over it, and
 * what was taken from a token of before an order is stopped for ever: its parent is older than the order.
 */
export function stopIn({ request, path, parent, server }: Asked, facts: Facts): string | null {
  const { tenantId: tenant } = request
  const wide = (...[kind, subject]: [Parameters<typeof wideKey>[1], string]) => facts.wide.get(wideKey(tenant, kind, subject))
  /** `older`: the parent rests on the subject, so that it dies with orders that were lifted since. */
  const stops = (cover: Cover | undefined, older: boolean): boolean => cover !== undefined && (cover.inForce || (older && parent !== null && parent.epoch < cover.epoch))

  if (stops(wide('tenant', tenant), true)) return 'everything of this company'
  for (const id of path) {
    const agent = facts.agents.get(id)
    const inParent = parent?.path.includes(id) ?? false
    if (stops(facts.covers.get(id), inParent)) return agent?.name ?? 'an agent of the chain'
    // What stood there at the order is covered by its own id; this is for what was registered, or moved there, since.
    if (agent && stops(wide('owner', agent.ownerId), false)) return `what the owner of ${agent.name} owns`
    if (agent && stops(wide('platform', agent.platform), false)) return `the platform ${agent.platform}`
  }
  if (stops(wide('run', runKey(request.agentId, request.runId)), false)) return 'this run'
  const holder = parent?.path.at(-1)
  if (parent && holder && (stops(wide('run', runKey(holder, parent.runId)), true) || stops(facts.covers.get(parent.id), true))) return 'the run that this was taken from'
  if (server !== null && stops(wide('tool_server', server), true)) return `the tool server ${server}`
  return null
}

/** Which scopes an order in force keeps back: those of a halted tool, and what stripping or quarantine does not leave. */
export function withholder({ request, path, parent }: Asked, facts: Facts): (scope: string) => boolean {
  const { tenantId: tenant } = request
  const limits = limitsOn(tenant, path, facts)
  if (limits.length === 0 && facts.wide.size === 0) return () => false
  return (scope) => {
    if (!limits.every((limit) => leaves(limit, scope))) return true
    const [, server, tool] = scope.split(':')
    const cover = server && tool ? facts.wide.get(wideKey(tenant, 'tool', toolKey(server, tool))) : undefined
    return cover !== undefined && (cover.inForce || (parent !== null && parent.epoch < cover.epoch))
  }
}

function limitsOn(tenant: string, path: readonly AgentId[], facts: Facts): Limit[] {
  const ofTenant = facts.wide.get(wideKey(tenant, 'tenant', tenant))?.limits ?? []
  const ofChain = path.flatMap((id) => {
    const agent = facts.agents.get(id)
    const wide = agent ? [facts.wide.get(wideKey(tenant, 'owner', agent.ownerId)), facts.wide.get(wideKey(tenant, 'platform', agent.platform))] : []
    return [facts.covers.get(id), ...wide].flatMap((cover) => cover?.limits ?? [])
  })
  return [...ofTenant, ...ofChain]
}

const leaves = (limit: Limit, scope: string): boolean => (limit.mode === 'strip' ? limit.scopes.includes(scope) : serverOfScope(scope) === limit.endpoint)
