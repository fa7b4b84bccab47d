import { z } from 'zod'
import { idField, PageInput, pageOf, textField } from '@/lib/kernel/fields'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'

/** What a file can tell of: something that acts, or something that those who act use. */
export const AGENT_KINDS = ['mcp_client', 'a2a_card', 'langgraph', 'crewai', 'copilot_agent', 'declarative_agent', 'bedrock_agent', 'keycloak_client', 'spire_entry', 'gateway_caller', 'audit_actor', 'platform_workload'] as const
export const TOOL_KINDS = ['mcp_server', 'openapi_plugin'] as const
export const FOUND_KINDS = [...AGENT_KINDS, ...TOOL_KINDS] as const
export type FoundKind = (typeof FOUND_KINDS)[number]
export const isAgentKind = (kind: FoundKind): boolean => (AGENT_KINDS as readonly string[]).includes(kind)

/** Tier 1 is what is wanted, 5 what is not. */
export const TIERS = [
  { tier: 1, title: 'Short-lived OAuth' },
  { tier: 2, title: 'Workload identity' },
  { tier: 3, title: 'Certificate or proof of possession' },
  { tier: 4, title: 'Static key' },
  { tier: 5, title: 'Hard-coded secret' },
] as const
/** From here on a credential is standing, and is shown with the controls that it lacks. */
export const STATIC_FROM = 4

export const PARTS_MAX = { found: 100, credentials: 200, unread: 200 } as const
/** How many of what could not be read are kept of one run; the rest is counted. */
export const UNREAD_KEPT_MAX = 500

const place = textField(1, 500)
const short = textField(1, 200)
const list = (max: number) => z.array(short).max(max).default([])

/** As much of an identity document as a file can say; never an owner, a tool that is granted, or a permission. */
export const FoundDocument = z.strictObject({
  name: textField(1, 64).optional(),
  version: textField(1, 40).optional(),
  platform: textField(1, 40).optional(),
  purpose: textField(1, 500).optional(),
  capabilities: z.array(z.strictObject({ capability_id: textField(1, 120), description: textField(1, 300), risk_level: z.enum(RISK_LEVELS) })).max(40).optional(),
  accountability: z.strictObject({ deployer: textField(1, 120) }).optional(),
})
export type FoundDocument = z.infer<typeof FoundDocument>

/** How many servers of one client are told of one by one. */
export const SERVERS_MAX = 100
/** An MCP server as a client's configuration has it, and how it is got into: what its own entry says, and nothing beside it. */
export const FoundServer = z.strictObject({
  name: textField(1, 80),
  /** Its program or its address, without what may be secret. */
  place: textField(1, 160),
  /** Of the worst credential in its entry; null: there is none. */
  tier: z.number().int().min(1).max(5).nullable(),
  /** Why it cannot be known whether it needs a standing secret; null: it is known. */
  unknown: textField(1, 120).nullable(),
})
export type FoundServer = z.infer<typeof FoundServer>

/** A Git checkout that a file was found in, as it stood then. What was changed there and not committed is not told apart. */
export const FoundCheckout = z.strictObject({
  commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  /** Null: no branch is checked out. */
  branch: textField(1, 200).nullable(),
  /** Where it was cloned from, without what may be secret; null: from nowhere. */
  remote: textField(1, 300).nullable(),
})
export type FoundCheckout = z.infer<typeof FoundCheckout>

export const FoundInput = z.strictObject({
  kind: z.enum(FOUND_KINDS),
  path: place,
  /** Where in the file, as a path of fields or a line. */
  at: short,
  name: textField(1, 120),
  /** What it could be recognised by. */
  client_ids: list(20),
  urls: list(20),
  spiffe_ids: list(20),
  key_ids: list(20),
  /** The servers, tools and models that it names, which it could call. */
  reaches: list(100),
  /** Of a client: its MCP servers one by one. Left out by what scanned before there was such a list. */
  servers: z.array(FoundServer).max(SERVERS_MAX).optional(),
  document: FoundDocument,
  /** What nobody can know from the file, or what it holds that is not taken over. */
  notes: z.array(textField(1, 300)).max(20).default([]),
  written_at: z.iso.datetime().nullable(),
  /** Left out: it was found in no checkout. */
  checkout: FoundCheckout.optional(),
})
export type FoundInput = z.infer<typeof FoundInput>

export const FoundCredential = z.strictObject({
  tier: z.number().int().min(1).max(5),
  /** What it is, in words; never a piece of it. */
  what: textField(1, 160),
  path: place,
  at: short,
  line: z.number().int().min(1).nullable(),
  /** SHA-256 of the value, for the authority to key; null where the file holds no value. It is not kept. */
  digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/).nullable(),
  /** Whether a secret store gives it out. */
  vaulted: z.boolean().default(false),
  /** Place of what was found with it, in the same file. */
  holder: short.nullable(),
  written_at: z.iso.datetime().nullable(),
})
export type FoundCredential = z.infer<typeof FoundCredential>

export const UnreadPart = z.strictObject({ path: place, at: short, reason: textField(1, 300) })
export type UnreadPart = z.infer<typeof UnreadPart>

const counts = z.record(textField(1, 200), z.number().int().min(0).max(1_000_000)).refine((value) => Object.keys(value).length <= 60, 'has more than 60 names')
export const RunTotals = z.object({
  files: z.number().int().min(0).max(1_000_000),
  /** Files by what they were understood as. */
  understood: counts,
  /** Files in which there is nothing of an agent, by why. */
  explained: counts,
  /** Places that could not be read. */
  unread: z.number().int().min(0).max(1_000_000),
})
export type RunTotals = z.infer<typeof RunTotals>

export const SOURCE_KINDS = ['folder', 'command', 'upload', 'gateway', 'audit', 'platform'] as const
export const AddSourceInput = z.strictObject({
  name: textField(2, 60),
  path: textField(1, 500).refine((path) => path.startsWith('/') && !path.split('/').includes('..'), 'must be a folder’s whole path, without `..`'),
  /** How often it is scanned; null: when somebody asks. */
  every_hours: z.number().int().min(1).max(8_760).nullable().default(24),
})
export const SourceIdInput = z.object({ sourceId: idField<'discovery_source'>() })

export const BeginRunInput = z.strictObject({ sent_by: z.enum(['command', 'upload']), name: textField(1, 120) })
export const RunIdInput = z.object({ scanId: idField<'discovery_run'>() })
export const AddPartInput = z.strictObject({
  scanId: idField<'discovery_run'>(),
  found: z.array(FoundInput).max(PARTS_MAX.found).default([]),
  credentials: z.array(FoundCredential).max(PARTS_MAX.credentials).default([]),
  unread: z.array(UnreadPart).max(PARTS_MAX.unread).default([]),
})
export const EndRunInput = z.strictObject({
  scanId: idField<'discovery_run'>(),
  totals: RunTotals,
  /** All of the place was seen, so that what was not is gone. `files`: only these were looked at. */
  seen: z.union([z.literal('all'), z.literal('part'), z.strictObject({ files: z.array(place).max(100) })]),
})

export const RUN_STATES = ['waiting', 'running', 'done', 'failed'] as const
export const RunView = z.object({
  id: z.string(),
  state: z.enum(RUN_STATES),
  asked_by: z.string(),
  asked_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  totals: RunTotals,
  found: z.number().int(),
  fresh: z.number().int(),
  changed: z.number().int(),
  gone: z.number().int(),
  /** The first of what could not be read. */
  unread: z.array(z.object({ path: z.string(), at: z.string(), reason: z.string() })),
  problem: z.string().nullable(),
})
export type RunView = z.infer<typeof RunView>

export const SourceView = z.object({
  id: z.string(),
  kind: z.enum(SOURCE_KINDS),
  name: z.string(),
  path: z.string().nullable(),
  every_hours: z.number().int().nullable(),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** `late`: it has a schedule, and twice that time has passed. */
  freshness: z.enum(['never', 'fresh', 'late', 'by_hand']),
  seen_at: z.iso.datetime().nullable(),
  open: z.number().int(),
  last_run: RunView.nullable(),
})
export type SourceView = z.infer<typeof SourceView>
/** `roots`: the folders that this installation may read. */
export const SourcesView = z.object({ items: z.array(SourceView), roots: z.array(z.string()) })
export const RunsPage = z.array(RunView)

export const ITEM_STATES = ['open', 'registered', 'merged', 'ignored'] as const
export const ItemFilter = z.object({
  /** Left out: what nobody has decided. */
  state: z.enum([...ITEM_STATES, 'gone', 'any']).optional(),
  kind: z.enum(FOUND_KINDS).optional(),
  about: z.enum(['agents', 'tools']).optional(),
  source: idField<'discovery_source'>().optional(),
  /** Whether something that is registered may be the same. */
  match: z.enum(['yes', 'no']).optional(),
  /** In its name or its path. */
  q: z.string().trim().max(100).optional(),
})
export const ListItemsInput = ItemFilter.extend(PageInput.shape)
export const ItemIdInput = z.object({ foundId: idField<'discovery_item'>() })

export const MATCH_REASONS = ['same client_id', 'same SPIFFE ID', 'same key', 'same name', 'same address', 'same slug'] as const
export const MatchView = z.object({ kind: z.enum(['agent', 'tool_server']), id: z.string(), name: z.string(), why: z.array(z.enum(MATCH_REASONS)) })
export type MatchView = z.infer<typeof MatchView>

export const ItemRow = z.object({
  id: z.string(),
  kind: z.enum(FOUND_KINDS),
  name: z.string(),
  path: z.string(),
  at: z.string(),
  source: z.object({ id: z.string(), name: z.string() }),
  state: z.enum(ITEM_STATES),
  first_seen_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  changed_at: z.iso.datetime().nullable(),
  gone_at: z.iso.datetime().nullable(),
  /** It was ignored, and has changed since. */
  came_back: z.boolean(),
  /** Its worst credential's. */
  tier: z.number().int().nullable(),
  matches: z.array(MatchView),
  decision: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string().nullable(), target: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable() }).nullable(),
  version: z.number().int(),
})
export type ItemRow = z.infer<typeof ItemRow>
export const ItemPage = pageOf(ItemRow).extend({ total: z.number().int(), open: z.number().int() })

export const CONTROLS = ['vaulted', 'unique', 'rotated', 'watched'] as const
export const CredentialView = z.object({
  id: z.string(),
  tier: z.number().int(),
  what: z.string(),
  path: z.string(),
  at: z.string(),
  line: z.number().int().nullable(),
  source: z.object({ id: z.string(), name: z.string() }),
  holder: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Names the value without telling it: the same value has the same one. */
  fingerprint: z.string().nullable(),
  places: z.number().int(),
  written_at: z.iso.datetime().nullable(),
  first_seen_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  gone_at: z.iso.datetime().nullable(),
  /** Of a standing one: the controls that would make up for it and are not there. */
  missing: z.array(z.enum(CONTROLS)),
})
export type CredentialView = z.infer<typeof CredentialView>

export const ItemView = ItemRow.extend({
  evidence: FoundInput.omit({ kind: true, path: true, at: true, name: true }),
  credentials: z.array(CredentialView),
})
export type ItemView = z.infer<typeof ItemView>

export const ListCredentialsInput = PageInput.extend({
  tier: z.coerce.number().int().min(1).max(5).optional(),
  source: idField<'discovery_source'>().optional(),
  gone: z.stringbool().optional(),
})
export const ProgressDay = z.object({ day: z.iso.date(), open: z.number().int(), gone: z.number().int() })
export const CredentialPage = pageOf(CredentialView).extend({
  tiers: z.array(z.object({ tier: z.number().int(), open: z.number().int(), gone: z.number().int() })),
  /** Of tiers 4 and 5: still there, and eliminated so far, on each of the last days. */
  progress: z.array(ProgressDay),
})
export type CredentialPage = z.infer<typeof CredentialPage>

const reason = textField(3, 300)
export const IgnoreItemInput = z.object({ foundId: idField<'discovery_item'>(), version: z.number().int(), reason })
export const MergeItemInput = z.object({ foundId: idField<'discovery_item'>(), version: z.number().int(), target: z.object({ kind: z.enum(['agent', 'tool_server']), id: idField<'agent'>() }) })
export const NoteRegisteredInput = z.object({ foundId: idField<'discovery_item'>(), agentId: idField<'agent'>() })
/** All that the filter shows; `count` is how many that were when somebody looked. */
export const IgnoreManyInput = z.strictObject({ filter: ItemFilter.omit({ state: true }), count: z.number().int().min(1).max(100_000), reason })
export const IgnoredMany = z.object({ ignored: z.number().int() })

export const PLATFORMS_MAX = 50
export const AddPlatformInput = z.strictObject({
  name: textField(2, 60),
  /** As its tokens have it in `iss`, to the letter; its keys are read from its metadata. */
  issuer: z
    .url({ protocol: /^https?$/, error: 'not an http(s) address' })
    .max(300)
    .refine((raw) => {
      // What is no address at all was refused by the line above; the checks go on all the same.
      if (!URL.canParse(raw)) return false
      const { username, password, hash, search } = new URL(raw)
      return username === '' && password === '' && hash === '' && search === ''
    }, 'must hold no name, no password, no query and no fragment'),
})
export const PlatformIdInput = z.object({ platformId: idField<'platform_issuer'>() })
export const PlatformView = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  /** When a token of it last verified. */
  seen_at: z.iso.datetime().nullable(),
  /** Why its keys could not be read, and when that was; null where nothing was wrong the last time. */
  problem: z.object({ what: z.string(), at: z.iso.datetime() }).nullable(),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
})
export type PlatformView = z.infer<typeof PlatformView>
