import { setTimeout as pause } from 'node:timers/promises'
import { AGENTS, PEOPLE, SERVERS, type PersonName } from './company'
import type { Estate } from './estate'
import { makeDiscovery } from './discovery'
import { makeHistory } from './history'
import { keyOf } from './keys'
import { need } from './need'

const STANDING_DAYS = 180
const DISCOVERED_MS = 60_000
const names = Object.keys(PEOPLE) as PersonName[]
const TOTAL = names.length + SERVERS.length + AGENTS.length + 1

/**
 * Builds the company through the product's own interfaces, as its people would. Every step looks first whether it has
 * been done, so that a start that was cut off is taken up where it ended, and a second one changes nothing.
 */
export async function buildEstate(estate: Estate): Promise<void> {
  const { api } = estate.administrator
  const before = await need(api.sample.get({}))
  if (before.state === 'ready') return
  let done = 0
  const report = (doing: string) => need(api.sample.report({ done, total: TOTAL, doing }))

  await report('people')
  for (const name of names) {
    await estate.person(name)
    done += 1
  }
  await report('tool servers')
  await ensureServers(estate)
  done += SERVERS.length
  for (const [index, agent] of AGENTS.entries()) {
    if (index % 3 === 0) await report(`${index} of ${AGENTS.length} agents`)
    await ensureAgent(estate, agent)
    done += 1
  }
  await report('its history')
  await untilDiscovered(estate)
  await makeHistory(estate)
  await makeDiscovery(estate)
  done = TOTAL
  await report('')
}

async function ensureServers({ administrator: { api } }: Estate): Promise<void> {
  const known = new Set((await need(api.toolServers.list({}))).map(({ slug }) => slug))
  for (const server of SERVERS) if (!known.has(server.slug)) await need(api.toolServers.register(server))
}

async function ensureAgent(estate: Estate, { owner, sponsor, approvedBy, standing, ...document }: (typeof AGENTS)[number]): Promise<void> {
  const { api } = estate.administrator
  const { publicJwk } = await keyOf(estate.folder, document.name)
  const known = (await need(api.agents.list({ name: document.name, limit: 1 }))).items[0]
  const whole = { ...document, owner: PEOPLE[owner].email, sponsor: PEOPLE[sponsor].email }
  const agent = known ?? (await need((await estate.person(owner)).api.agents.register({ document: whole, public_key: publicJwk })))
  if (approvedBy && agent.status === 'draft') await need((await estate.person(approvedBy)).api.agents.approve({ agentId: agent.id, digest: (await need(api.agents.get({ agentId: agent.id }))).revision.digest }))
  if (!standing) return
  const mandates = await need(api.mandates.list({ agentId: agent.id, limit: 1 }))
  if (mandates.items.length > 0) return
  const expires_at = new Date(Date.now() + STANDING_DAYS * 86_400_000).toISOString()
  await need((await estate.person(sponsor)).api.mandates.giveStanding({ agentId: agent.id, scopes: [...standing.scopes], purpose: standing.purpose, expires_at }))
}

/** The gateway asks a new server for its tools within seconds; consent pages and calls come after that. */
async function untilDiscovered({ administrator: { api } }: Estate): Promise<void> {
  for (const until = Date.now() + DISCOVERED_MS; Date.now() < until; await pause(500)) {
    const servers = await need(api.toolServers.list({}))
    if (servers.every(({ discovered_at }) => discovered_at !== null)) return
  }
}
