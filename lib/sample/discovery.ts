import type { Estate } from './estate'
import { FOUND_FILES } from './found-files'
import { need } from './need'

const PLACE = 'Laptops, repositories and exports of Meridian Freight'
/** Somebody has begun to look through it. */
const LEFT_BE = { name: 'Claude Desktop', reason: 'Amara asks it about single invoices; it acts only while she sits there' }

/** What was found about the company and nobody has registered, sent as `lanyard discover` sends it: once, by its first scan. */
export async function makeDiscovery({ administrator: { api } }: Estate): Promise<void> {
  const sources = (await need(api.discovery.sources({}))).items
  if (sources.some(({ name }) => name === PLACE)) return
  // Its rules for secrets are large, and are of use here for a moment.
  const { Gathering, readFile } = await import('@/lib/import/discover/scan')
  const run = await need(api.discovery.begin({ sent_by: 'command', name: PLACE }))
  const gathering = new Gathering(async (part) => void (await need(api.discovery.add({ scanId: run.id, ...part }))))
  for (const [path, text] of Object.entries(FOUND_FILES)) await gathering.add(await readFile(path, text, null))
  await need(api.discovery.end({ scanId: run.id, totals: await gathering.end(), seen: 'all' }))
  const left = (await need(api.discovery.items({ q: LEFT_BE.name, limit: 10 }))).items.find(({ state }) => state === 'open')
  if (left) await need(api.discovery.ignore({ foundId: left.id, version: left.version, reason: LEFT_BE.reason }))
}
