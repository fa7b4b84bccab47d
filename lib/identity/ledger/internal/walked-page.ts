import { Prisma } from '@/generated/prisma/client'
import { IMPORTED_ACTIONS } from '@/lib/kernel/audit-systems'
import type { ListEventsInput } from '../contract'
import { eventsOfAgent, NO_OUTCOME } from '../select-events'

type Filter = ReturnType<typeof ListEventsInput.parse>
type Place = { at: Date; id: string } | null
/** Its name means this text: values are in none of it but as parameters. */
type Walk = { name: string; ids: Prisma.Sql }

const NO_ID = '00000000-0000-0000-0000-000000000000'
/** What chooses an index that is ordered by time behind it. Others are conditions on rows: a walk for them may be long. */
const CHOOSES = ['person', 'agent', 'run', 'server', 'tool', 'result', 'action', 'delegation', 'text'] as const
const WALKS: Readonly<Record<string, (input: Filter) => Prisma.Sql>> = {
  '': () => Prisma.sql`true`,
  person: ({ person }) => Prisma.sql`e.root_person_id = ${person}::uuid`,
  run: ({ run }) => Prisma.sql`e.run_id = ${run}`,
  'server tool': ({ server, tool }) => Prisma.sql`e.tool_server = ${server} and e.tool = ${tool}`,
  result: () => Prisma.sql`e.result = 'denied'`,
  'person result': ({ person }) => Prisma.sql`e.root_person_id = ${person}::uuid and e.result = 'denied'`,
  'server result': ({ server }) => Prisma.sql`e.tool_server = ${server} and e.result = 'denied'`,
}

/**
 * The page of a filter that is one walk along one index, as a statement that is planned once a connection; null for any
 * other, which is planned for its values. Time bounds it on both sides, so that each walk has one text.
 */
export function walkedPage(tenantId: string, input: Filter, { actions, after, limit }: { actions: readonly string[] | null; after: Place; limit: number }): Walk | null {
  if (input.source !== undefined && input.source !== 'lanyard') return null
  if (input.result !== undefined && input.result !== 'denied') return null
  const chosen = CHOOSES.filter((name) => input[name] !== undefined).join(' ')
  const walk = chosen === 'agent' ? () => Prisma.sql`true` : WALKS[chosen]
  if (!walk) return null
  const until = input.until === undefined ? null : new Date(input.until)
  const [at, id] = after && !(until && until <= after.at) ? [after.at.toISOString(), after.id] : [until?.toISOString() ?? 'infinity', NO_ID]
  const isOwn = actions === null && input.source === 'lanyard'
  const where = Prisma.sql`e.tenant_id = ${tenantId}::uuid and (e.occurred_at, e.id) < (${at}::timestamptz, ${id}::uuid) and e.occurred_at >= ${input.since ?? '-infinity'}::timestamptz
    and ${NO_OUTCOME}${actions ? Prisma.sql` and e.action = any(${actions})` : isOwn ? Prisma.sql` and not (e.action = any(${IMPORTED_ACTIONS}))` : Prisma.empty} and ${walk(input)}`
  const entries = chosen === 'agent' ? Prisma.sql`(${eventsOfAgent({ tenantId, agentId: input.agent ?? '' }, where).ordered(limit)}) e` : Prisma.sql`ledger_entry e where ${where}`
  return {
    name: `ledger-page ${chosen} ${actions ? 'some' : isOwn ? 'own' : 'all'}`,
    ids: Prisma.sql`select e.id::text from ${entries} order by e.occurred_at desc, e.id desc limit ${limit}`,
  }
}

/** What has an index by kind: see the migration `rare_acts`. A plan has to know the act to see that it is one of these. */
const isRare = (action: string | undefined): boolean => action !== undefined && !['tool.call', 'tool.outcome', 'token.issue'].includes(action)

/** Which index a filter is walked along: the first of these that it names. Null: that of an agent's places in chains. */
export function alongOf(input: Filter): { along: Prisma.Sql | null; /** It asks for nothing else but time and kind. */ isWhole: boolean } {
  const chosen = CHOOSES.filter((name) => input[name] !== undefined)
  const isDenied = input.result === 'denied'
  const names = input.run ? ['run'] : input.person ? ['person', ...(isDenied ? ['result'] : [])] : input.agent ? ['agent'] : input.server && input.tool ? ['server', 'tool'] : isDenied ? [...(input.server ? ['server'] : []), 'result'] : isRare(input.action) ? ['action'] : []
  const isWhole = chosen.every((name) => names.includes(name))
  return { along: names[0] === 'agent' ? null : (names[0] === 'action' ? Prisma.sql`e.action = ${input.action}` : (WALKS[names.join(' ')]?.(input) ?? Prisma.sql`true`)), isWhole }
}
