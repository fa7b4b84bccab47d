import { FoundDocument, FoundInput, type FoundCredential, type UnreadPart } from '@/lib/identity/discovery/contract'
import { agentName, words } from '../names'
import { formatOf, parseFile, FILE_BYTES_MAX, type At, type ReadFile } from './file'
import { a2aCard } from './importers/a2a-card'
import { bedrock } from './importers/bedrock'
import { copilotAgent } from './importers/copilot-agent'
import { crewAi } from './importers/crewai'
import { declarativeAgent } from './importers/declarative-agent'
import { envFile } from './importers/env-file'
import { keycloak } from './importers/keycloak'
import { langGraph } from './importers/langgraph'
import { mcpClient } from './importers/mcp-client'
import { mcpRegistry } from './importers/mcp-registry'
import { openApi } from './importers/openapi'
import { spire } from './importers/spire'
import type { Importer, Raw, Sighting } from './outcome'

/** In the order in which they are asked: the surest signs first. */
export const IMPORTERS: readonly Importer[] = [envFile, copilotAgent, openApi, bedrock, keycloak, langGraph, spire, declarativeAgent, a2aCard, mcpRegistry, mcpClient, crewAi]

/** Of one file; more is told as not read. */
const FOUND_MAX = 2_000
const UNREAD_MAX = 100

/** A credential with its value, before it is fingerprinted. */
export type Seen = Omit<FoundCredential, 'digest'> & { value: string | null }
export type Reading = {
  path: string
  /** What the file was understood as; null when it is none of these. */
  as: string | null
  /** Why there is nothing of an agent in it. */
  nothing: string | null
  found: FoundInput[]
  seen: Seen[]
  unread: UnreadPart[]
  /** What the entries of their servers say, as `found` and its `servers` are ordered. */
  said: string[][]
  /** The A2A card that the first of `found` was read from. */
  card: Readonly<Record<string, unknown>> | null
}

/** What one file says, of anything that is looked for. Pure: no file it names is opened, no address, and no code is run. */
export function readText(path: string, text: string, writtenAt: Date | null): Reading {
  const shown = placeOf(path)
  const empty: Reading = { path: shown, as: null, nothing: null, found: [], seen: [], unread: [], said: [], card: null }
  const format = formatOf(path)
  if (!format) return { ...empty, nothing: 'A kind of file in which agents are not described' }
  if (text.length > FILE_BYTES_MAX) return { ...empty, unread: [{ path: shown, at: 'file', reason: 'is larger than 1 MiB' }] }
  const parsed = parseFile(path, format, text)
  if (!parsed.ok) return { ...empty, unread: [{ path: shown, at: parsed.problem.at, reason: words(parsed.problem.reason, 300) || 'cannot be read' }] }
  for (const importer of IMPORTERS) {
    const outcome = importer.read(parsed.file)
    if (!outcome) continue
    const context = { file: parsed.file, shown, writtenAt: writtenAt?.toISOString() ?? null }
    const kept = outcome.found.slice(0, FOUND_MAX)
    const unread = [
      ...(outcome.unread ?? []).map(({ at, reason }) => ({ path: shown, at: inWords(at, parsed.file.lineOf(at)), reason: words(reason, 300) })),
      ...(outcome.found.length > kept.length ? [{ path: shown, at: 'file', reason: `has ${outcome.found.length - kept.length} entries after the first ${FOUND_MAX}` }] : []),
    ]
    return {
      path: shown,
      as: outcome.found.length > 0 ? importer.title : null,
      nothing: outcome.found.length === 0 && unread.length === 0 ? (outcome.nothing ?? `${importer.title}, without an agent in it`) : null,
      found: kept.map((raw) => foundOf(raw, context)),
      seen: [...kept.flatMap((raw) => (raw.sightings ?? []).map((one) => seenOf(one, inWords(raw.at, null), context))), ...(outcome.sightings ?? []).map((one) => seenOf(one, null, context))],
      unread: unread.slice(0, UNREAD_MAX),
      said: kept.map(({ servers }) => (servers ?? []).map(({ said }) => said)),
      card: kept[0]?.card ?? null,
    }
  }
  return { ...empty, nothing: 'Holds none of the things that are looked for' }
}

type Context = { file: ReadFile; shown: string; writtenAt: string | null }

/** A path for people: without what could make it read as another. */
const placeOf = (path: string): string => words(path, 500) || 'unnamed'

/** `mcp.servers[2].env`, and the line where that is known. */
function inWords(at: At, line: number | null): string {
  const path = at.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`)).join('')
  const place = words(path, 180) || 'file'
  return line === null ? place : `${place}, line ${line}`
}

const PURPOSE_MIN = 8

function foundOf(raw: Raw, { shown, writtenAt }: Context): FoundInput {
  const name = agentName(raw.name)
  const purpose = words(raw.purpose, 500)
  const deployer = words(raw.deployer, 120)
  const capabilities = (raw.capabilities ?? []).slice(0, 40).flatMap(({ id, description }) => {
    const capability = { capability_id: words(id, 120), description: words(description, 300) || words(id, 120), risk_level: 'medium' as const }
    return capability.capability_id ? [capability] : []
  })
  const version = words(typeof raw.version === 'number' ? String(raw.version) : raw.version, 40)
  const texts = (values: string[] | undefined, max: number) => [...new Set((values ?? []).map((value) => words(value, 200)).filter(Boolean))].slice(0, max)
  return FoundInput.parse({
    kind: raw.kind,
    path: shown,
    at: inWords(raw.at, null),
    name: words(raw.name, 120) || raw.kind,
    client_ids: texts(raw.clientIds, 20),
    urls: texts(raw.urls, 20),
    spiffe_ids: texts(raw.spiffeIds, 20),
    key_ids: texts(raw.keyIds, 20),
    reaches: texts(raw.reaches, 100),
    ...(raw.servers ? { servers: raw.servers.map(({ name: called, place, tier, unknown }) => ({ name: words(called, 80) || 'unnamed', place: words(place, 160) || 'unnamed', tier, unknown })) } : {}),
    document: FoundDocument.parse({
      ...(name ? { name } : {}),
      ...(version ? { version } : {}),
      platform: raw.platform,
      ...(purpose.length >= PURPOSE_MIN ? { purpose } : {}),
      ...(capabilities.length > 0 ? { capabilities } : {}),
      ...(deployer ? { accountability: { deployer } } : {}),
    }),
    notes: texts(raw.notes, 20),
    written_at: writtenAt,
  })
}

const seenOf = (one: Sighting, holder: string | null, { file, shown, writtenAt }: Context): Seen => ({
  tier: one.tier,
  what: words(one.what, 160) || 'a credential',
  path: shown,
  at: inWords(one.at, null),
  line: one.line ?? file.lineOf(one.at),
  value: one.value,
  vaulted: one.vaulted ?? false,
  holder,
  written_at: writtenAt,
})
