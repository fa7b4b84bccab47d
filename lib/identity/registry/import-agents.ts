import { ok, type Result } from '@/lib/kernel/result'
import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import { toInvalid, type Refusal } from '../refusals'
import { ImportAgentsInput, type ImportColumn, type ImportedLine, type ImportLine } from './bulk-contract'
import { checkRegistration } from './internal/check-registration'
import { byColumn, lineDocument, type LineDocument } from './internal/line-document'
import { nameKey } from './internal/name-key'
import { livePersonNamed } from './internal/people-named'
import { query } from './internal/tables'
import { registering } from './register-agent'
import { tagAgents } from './tag-agents'

type Tables = Pick<Tx, 'agent' | 'toolServer' | '$queryRaw'>
/** What would come of a line, with what it takes to do it. */
type Planned = ImportedLine & { said: LineDocument | null; add: string[] }

const planImport = query({
  name: 'registry.agent.import',
  input: ImportAgentsInput,
  answer: async (tx, { actor, input: { lines } }) => {
    const planned: Planned[] = []
    const names = new Map<string, number>()
    for (const line of lines) planned.push(await plan(tx, actor.tenantId, line, names))
    return planned
  },
})

/**
 * Registers the agents of a file, line by line: one bad line costs itself alone. An agent that is here already by that name is
 * not registered again, so that a file may be taken twice; what the file says otherwise of it is said and not done.
 */
export const importAgents = (settings: { trustDomain: string }) => {
  const register = registering(settings, async (_tx, _actor, id, status) => ({ id, status }))
  const run = async (actor: Actor, raw: unknown): Promise<Result<{ lines: ImportedLine[] }, Refusal>> => {
    const parsed = ImportAgentsInput.safeParse(raw)
    const found = await planImport(actor, raw)
    if (!found.ok) return found
    if (!parsed.success) return { ok: false, refusal: toInvalid(parsed.error) }
    const done: Planned[] = []
    for (const line of found.value) done.push(parsed.data.dry_run ? line : await carryOut(register, actor, line))
    const lines = parsed.data.dry_run ? done : await tagged(actor, done)
    return ok({ lines: lines.map(({ said: _said, add: _add, ...line }) => line) })
  }
  return Object.assign(run, { permission: planImport.permission, input: ImportAgentsInput })
}

async function plan(tx: Tables, tenantId: TenantId, line: ImportLine, names: Map<string, number>): Promise<Planned> {
  const name = line.values.name?.trim() || null
  const report = (outcome: ImportedLine['outcome'], over: Partial<Planned> = {}): Planned => ({ line: line.line, name, outcome, fields: {}, agent: null, said: null, add: [], ...over })
  const twice = name === null ? undefined : names.get(nameKey(name))
  if (twice !== undefined) return report('refused', { fields: { name: `is on line ${twice} already` } })
  if (name !== null) names.set(nameKey(name), line.line)
  const here = name === null ? null : await tx.agent.findFirst({ where: { tenantId, name }, select: { id: true, state: true, ownerId: true, sponsorId: true, purpose: true, team: true, platform: true, riskLevel: true, tags: true } })
  if (here) return known(tx, tenantId, line, here, report)
  const said = lineDocument(line)
  if (!said.ok) return report('refused', { fields: said.refusal })
  const checked = await checkRegistration(tx, tenantId, said.value.document, new Date())
  if (!checked.ok) return report('refused', { fields: byColumn(checked.refusal) })
  return report('registers', { said: said.value, add: said.value.tags, fields: said.value.publicKey ? {} : { public_key: NEEDS_KEY } })
}
const NEEDS_KEY = 'is missing: an agent is registered with the public half of its key, as a JWK'

type Here = { id: string; state: string; ownerId: string; sponsorId: string; purpose: string; team: string | null; platform: string; riskLevel: string; tags: string[] }

/** Of an agent that is here, only what the line says is compared; a column that is empty says nothing. */
async function known(tx: Tables, tenantId: TenantId, line: ImportLine, here: Here, report: (outcome: ImportedLine['outcome'], over: Partial<Planned>) => Planned): Promise<Planned> {
  const of = (column: ImportColumn) => line.values[column]?.trim() || undefined
  const agent = { id: here.id, status: here.state }
  const fields: Record<string, string> = {}
  const revise = (column: 'purpose' | 'team' | 'platform' | 'risk_level', is: string | null) => {
    if (of(column) !== undefined && of(column) !== is) fields[column] = `is \`${is ?? 'none'}\` here: revise its document`
  }
  revise('purpose', here.purpose)
  revise('team', here.team)
  revise('platform', here.platform)
  revise('risk_level', here.riskLevel)
  for (const [column, is] of [['owner', here.ownerId], ['sponsor', here.sponsorId]] as const) {
    const named = of(`${column}_id`) ?? of(column)
    if (named === undefined) continue
    const person = await livePersonNamed(tx, tenantId, named)
    if (!person.ok) fields[column] = person.refusal
    else if (person.value.id !== is) fields[column] = 'is somebody else here: offer it to them'
  }
  const tags = [...new Set((of('tags') ?? '').toLowerCase().split(/[\s;|,]+/).filter(Boolean))]
  const add = tags.filter((tag) => !here.tags.includes(tag))
  if (Object.keys(fields).length > 0) return report('differs', { agent, fields, add })
  return report(add.length > 0 ? 'tags' : 'same', { agent, add })
}

type Register = (actor: Actor, raw: unknown) => Promise<Result<{ id: string; status: string }, Refusal>>

async function carryOut(register: Register, actor: Actor, line: Planned): Promise<Planned> {
  if (line.outcome !== 'registers' || !line.said) return line
  if (!line.said.publicKey) return { ...line, outcome: 'refused' }
  const registered = await register(actor, { document: line.said.document, public_key: line.said.publicKey })
  if (registered.ok) return { ...line, agent: registered.value }
  const { refusal } = registered
  return { ...line, outcome: 'refused', fields: refusal.code === 'invalid' ? byColumn(refusal.fields) : { name: refusal.code } }
}

/** Those that are given the same tags are tagged in one act, which is recorded of all of them. */
async function tagged(actor: Actor, lines: readonly Planned[]): Promise<Planned[]> {
  const given = new Map<string, Planned[]>()
  for (const line of lines) {
    if (!line.agent || line.add.length === 0 || (line.outcome !== 'registers' && line.outcome !== 'tags')) continue
    const key = line.add.join(' ')
    given.set(key, [...(given.get(key) ?? []), line])
  }
  const refused = new Map<string, string>()
  for (const of of given.values()) {
    const agentIds = of.flatMap(({ agent }) => (agent ? [agent.id] : []))
    const done = await tagAgents(actor, { agentIds, add: of[0]?.add })
    if (done.ok) for (const { id, why } of done.value.refused) refused.set(id, why)
    else for (const id of agentIds) refused.set(id, done.refusal.code === 'invalid' ? (Object.values(done.refusal.fields)[0] ?? 'refused') : 'are for who answers for it, or an administrator')
  }
  return lines.map((line) => {
    const why = line.agent ? refused.get(line.agent.id) : undefined
    return why === undefined ? line : { ...line, outcome: line.outcome === 'tags' ? ('refused' as const) : line.outcome, fields: { ...line.fields, tags: why } }
  })
}
