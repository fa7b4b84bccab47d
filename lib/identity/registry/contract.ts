import { z } from 'zod'
import { idField, pageOf, PageInput, proseField, textField } from '@/lib/kernel/fields'
import { RISK_LEVELS, type RiskLevel } from '@/lib/kernel/risk-levels'
import { TOOL_NAME } from '@/lib/kernel/tool-name'
import { ProofField } from '../access/contract'

export { RISK_LEVELS, type RiskLevel }

/** What the row says. */
export type AgentState = 'draft' | 'active' | 'retired'
/** What people see: suspended and quarantined are derived from containment. */
export const AGENT_STATUSES = ['draft', 'active', 'suspended', 'quarantined', 'retired'] as const
export type AgentStatus = (typeof AGENT_STATUSES)[number]

export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/
export { TOOL_NAME }
export const SlugField = z.string().regex(SLUG, 'lower-case letters, digits and hyphens, at most 40')
export const ToolNameField = z.string().regex(TOOL_NAME, 'letters, digits, dot, hyphen and underscore, at most 128')

/** Latin letters, digits, dot, hyphen, underscore: an agent's name goes into paths, logs and sentences. */
export const AgentNameField = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, 'letters, digits, dot, hyphen and underscore, 1 to 64')

/** An open list: copilot_studio, langchain, bedrock, crewai, mcp_client, custom, and whatever comes. */
export const PlatformField = z
  .string()
  .trim()
  .regex(/^[a-z0-9_]{1,40}$/, 'lower-case letters, digits and underscore, at most 40')

const LIST_MAX = 100

export const Capability = z.strictObject({
  capability_id: z.string().trim().min(1).max(120),
  description: proseField(1, 500),
  risk_level: z.enum(RISK_LEVELS),
})
export const DataAccess = z.strictObject({
  resource: textField(1, 200),
  access_type: z.enum(['read', 'write', 'delete']),
  sensitivity: z.enum(['public', 'internal', 'confidential', 'restricted']),
})
/** One tool the agent may call: scope `mcp:<mcp_server>:<tool_id>`. */
export const ToolGrant = z.strictObject({
  tool_id: ToolNameField,
  mcp_server: SlugField,
  permissions: z.array(textField(1, 60)).max(20).default(['call']),
})

/**
 * The identity document: what an agent is, what it may do and who answers for it. Field names are the document's own
 * (snake_case on the wire, in files and in the database alike). `owner` and `sponsor` are a person's id or e-mail.
 */
export const IdentityDocument = z.strictObject({
  name: AgentNameField,
  version: textField(1, 40).default('1'),
  owner: z.string().trim().min(1).max(254),
  sponsor: z.string().trim().min(1).max(254),
  team: textField(1, 80).optional(),
  platform: PlatformField.default('custom'),
  purpose: proseField(8, 500),
  risk_level: z.enum(RISK_LEVELS).default('low'),
  next_review_at: z.iso.datetime({ offset: true }).optional(),
  capabilities: z.array(Capability).max(LIST_MAX).default([]),
  data_access: z.array(DataAccess).max(LIST_MAX).default([]),
  tools: z.array(ToolGrant).max(LIST_MAX).default([]),
  /** Names or ids of agents that this one may pass a narrower part of its authority to. */
  may_delegate_to: z.array(z.string().trim().min(1).max(64)).max(LIST_MAX).default([]),
  human_oversight: z
    .strictObject({
      required_for: z.array(textField(1, 120)).max(LIST_MAX).default([]),
      approvers: z.array(z.string().trim().min(1).max(254)).max(LIST_MAX).default([]),
    })
    .optional(),
  attestation: z
    .strictObject({
      code_digest: textField(1, 200).optional(),
      config_digest: textField(1, 200).optional(),
      environment: textField(1, 120).optional(),
      /** When a run presents another digest, or none: `record` it as a finding, or `refuse` it a token as well. */
      on_mismatch: z.enum(['record', 'refuse']).optional(),
    })
    .optional(),
  /**
   * What becomes, when this revision is approved, of tokens issued under the one before: all `end`, or those that are
   * within this one `keep` their narrower authority. Left out: `keep`. What exceeds it ends either way.
   */
  earlier_tokens: z.enum(['end', 'keep']).optional(),
  expected_behaviour: z
    .strictObject({
      tools: z.array(ToolNameField).max(LIST_MAX).optional(),
      resources: z.array(textField(1, 200)).max(LIST_MAX).optional(),
      hours: textField(1, 120).optional(),
      rate: textField(1, 120).optional(),
      typical_sequences: z.array(textField(1, 300)).max(20).optional(),
    })
    .optional(),
  accountability: z
    .strictObject({
      deployer: textField(1, 120).optional(),
      platform: textField(1, 120).optional(),
      model_vendor: textField(1, 120).optional(),
      acceptable_use: proseField(1, 1000).optional(),
    })
    .optional(),
  runtime: z.enum(['managed_cloud', 'on_premises', 'saas', 'edge_unmanaged']).default('on_premises'),
  /** Where a person's browser returns to after consent (authorization code). Loopback or https. */
  redirect_uris: z.array(z.string().max(500)).max(10).default([]),
})
export type IdentityDocument = z.output<typeof IdentityDocument>
export type IdentityDocumentInput = z.input<typeof IdentityDocument>

const shared = {
  kid: z.string().max(100).optional(),
  use: z.literal('sig').optional(),
  key_ops: z.array(z.string().max(20)).max(4).optional(),
  ext: z.boolean().optional(),
}
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url')
const AnyPublicJwk = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, alg: z.literal('ES256').optional(), ...shared }),
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate, alg: z.enum(['Ed25519', 'EdDSA']).optional(), ...shared }),
])

/** Members that only a private or a symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const
const isPublic = (raw: unknown) => typeof raw !== 'object' || raw === null || PRIVATE_MEMBERS.every((member) => !Object.hasOwn(raw, member))

/**
 * An EC P-256 or Ed25519 public key (RFC 7517, RFC 8037). A key with a private part is refused before anything else
 * looks at it: it is not stored, not logged, and no part of it is in the answer.
 */
export const PublicJwk = z
  .custom<z.input<typeof AnyPublicJwk>>(isPublic, 'is a private key: send only its public half, and replace this key, since it has now left its place')
  .pipe(AnyPublicJwk)
export type PublicJwk = z.output<typeof PublicJwk>

export const RegisterAgentInput = z.strictObject({ document: IdentityDocument, public_key: PublicJwk })
export const AgentIdInput = z.object({ agentId: idField<'agent'>() })
export const DIGEST = /^sha-256:[A-Za-z0-9_-]{43}$/
export const DigestField = z.string().regex(DIGEST, 'not a digest of a revision')
export const ApproveAgentInput = AgentIdInput.extend({
  /** Digest of the draft that was read; another one by now is a conflict. */
  digest: DigestField,
  proof: ProofField,
})
export const ReviseAgentInput = AgentIdInput.extend({
  document: IdentityDocument,
  /** Digest of the revision in force that was edited; another one by now is a conflict. Left out where there is none. */
  base: DigestField.optional(),
  /** Digest of the open draft that this takes the place of. Left out where there is none. */
  draft: DigestField.optional(),
  /** Why, for whoever approves it. */
  note: proseField(0, 500).optional(),
})
export const DiscardDraftInput = AgentIdInput.extend({ digest: DigestField, reason: proseField(3, 500).optional() })
const RevisionNumberField = z.coerce.number().int().min(1).max(1_000_000)
/** By number. Left out: the open draft or else what is in force, against what is in force before it. */
export const DiffInput = AgentIdInput.extend({ revision: RevisionNumberField.optional(), against: RevisionNumberField.optional() })

export const AGENT_SORTS = ['name', 'newest', 'last_active'] as const
/** A word to find agents by: lower case, so that `EU` and `eu` are one. */
export const TagField = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9._:-]{0,38}[a-z0-9])?$/, 'letters, digits, dot, colon, hyphen and underscore, at most 40')
export const TAGS_MAX = 20

const AgentFilterInput = z.object({
  /** Any part of the name; of one or two characters, the beginning of a part of it. By name, those that begin with it come first. */
  q: textField(0, 100).optional(),
  /** The whole name, exactly. */
  name: AgentNameField.optional(),
  status: z.enum(AGENT_STATUSES).optional(),
  /** `false` leaves out those that are retired. */
  retired: z.stringbool().optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  platform: PlatformField.optional(),
  /** Its owner or its sponsor. */
  person: idField<'person'>().optional(),
  team: textField(1, 80).optional(),
  tag: TagField.optional(),
  /** Those whose owner or sponsor has left. */
  ownerless: z.stringbool().optional(),
})
export type AgentFilter = z.output<typeof AgentFilterInput>
export const CountAgentsInput = AgentFilterInput
export type CountAgentsAsked = z.input<typeof CountAgentsInput>
export const ListAgentsInput = AgentFilterInput.extend({ ...PageInput.shape, sort: z.enum(AGENT_SORTS).default('name') })
export type ListAgentsInput = z.output<typeof ListAgentsInput>

export const PersonRef = z.object({ id: z.string(), name: z.string() })
export type PersonRef = z.infer<typeof PersonRef>
export const AgentRef = z.object({ id: z.string(), name: z.string() })

export const AgentRow = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(AGENT_STATUSES),
  owner: PersonRef,
  sponsor: PersonRef,
  team: z.string().nullable(),
  tags: z.array(z.string()),
  platform: z.string(),
  risk_level: z.enum(RISK_LEVELS),
  purpose: z.string(),
  tools: z.number().int(),
  live_delegations: z.number().int(),
  last_active_at: z.iso.datetime().nullable(),
  next_review_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
})
export type AgentRow = z.infer<typeof AgentRow>
export const AgentPage = pageOf(AgentRow)

const Counted = z.object({ value: z.string(), agents: z.number().int() })
export const AgentCounts = z.object({
  agents: z.number().int(),
  /** There are more than were counted, in all and by status: these numbers are of those that were. */
  more: z.boolean(),
  /** The same of the numbers by risk, platform, team and tag. */
  facets_more: z.boolean(),
  status: z.array(Counted),
  risk: z.array(Counted),
  /** The most frequent. */
  platform: z.array(Counted),
  /** The most frequent; null: not counted under this filter. */
  team: z.array(Counted).nullable(),
  tag: z.array(Counted).nullable(),
})
export type AgentCounts = z.infer<typeof AgentCounts>

export const AgentCredential = z.object({
  kid: z.string(),
  alg: z.string(),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
})
export const RunView = z.object({ run_id: z.string(), first_seen_at: z.iso.datetime(), last_seen_at: z.iso.datetime() })
export const REVISION_STATUSES = ['draft', 'approved', 'superseded', 'withdrawn', 'discarded'] as const
export const RevisionView = z.object({
  id: z.string(),
  number: z.number().int(),
  digest: z.string(),
  status: z.enum(REVISION_STATUSES),
  author: z.string(),
  /** Whoever changed the draft after its author. */
  edited_by: z.array(z.string()),
  note: z.string().nullable(),
  approved_by: z.string().nullable(),
  approved_at: z.iso.datetime().nullable(),
  /** Of a draft that was withdrawn by who wrote it, or discarded by somebody else. */
  closed: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
  created_at: z.iso.datetime(),
})

/** Why an agent is stopped, where it is. */
export const ContainmentRef = z.object({
  order_id: z.string(),
  grain: z.string(),
  mode: z.string(),
  target_id: z.string(),
  target_name: z.string(),
  committed_at: z.iso.datetime(),
  ordered_by: z.string(),
  ordered_by_id: z.string(),
  reason: z.string().nullable(),
})
export const AgentView = AgentRow.extend({
  client_id: z.string(),
  spiffe_id: z.string(),
  version: z.string(),
  document: IdentityDocument,
  revision: RevisionView,
  revisions: z.array(RevisionView),
  /** What waits for approval beside, or in place of, the revision in force. */
  draft: RevisionView.nullable(),
  credentials: z.array(AgentCredential),
  runs: z.array(RunView),
  registered_by: z.string(),
  /** The agents that `document.may_delegate_to` names, by their names of today. */
  delegates_to: z.array(AgentRef),
  contained_by: z.array(ContainmentRef),
  /** True when this person may bring the draft into force: none of those who wrote it. */
  may_approve: z.boolean(),
})
export type AgentView = z.infer<typeof AgentView>

/** One difference between two documents. `breaking`: more than before, less oversight, or not provably neither. */
export const DocumentChange = z.object({
  /** Where in the document, e.g. `tools.mcp:files:read_file`. */
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  breaking: z.boolean(),
  /** What it means, in words. */
  why: z.string(),
})
export type DocumentChange = z.infer<typeof DocumentChange>

/** What approving ends, by the query that ends it. */
export const EndedTokens = z.object({
  live_tokens: z.number().int(),
  /** Of these, issued to agents that this one passed authority on to. */
  passed_on: z.number().int(),
  /** Live tokens that stay as they are. */
  kept: z.number().int(),
  last_expires_at: z.iso.datetime().nullable(),
})
export type EndedTokens = z.infer<typeof EndedTokens>
const RevisionDocument = RevisionView.extend({ document: IdentityDocument })
export const DiffView = z.object({
  agent: z.object({ id: z.string(), name: z.string(), status: z.enum(AGENT_STATUSES) }),
  /** Null: the other is the first. */
  from: RevisionDocument.nullable(),
  to: RevisionDocument,
  changes: z.array(DocumentChange),
  breaking: z.number().int(),
  /** Names of the people and agents that the documents name by id. */
  names: z.record(z.string(), z.string()),
  /** Where `to` is the open draft: what approving it would do, and whether this person may. */
  approval: z
    .object({
      may_approve: z.boolean(),
      /** Why not: a rule of separation, or what has changed since. */
      barred: z.string().nullable(),
      stale: z.boolean(),
      needs_proof: z.boolean(),
      risk_level: z.enum(RISK_LEVELS),
      ends: EndedTokens,
      may_withdraw: z.boolean(),
    })
    .nullable(),
})
export type DiffView = z.infer<typeof DiffView>

export const ToolView = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  read_only: z.boolean().nullable(),
})
export const ToolServerTransport = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stdio'),
    command: z.string().trim().min(1).max(200),
    args: z.array(z.string().max(500)).max(40).default([]),
  }),
  z.strictObject({ kind: z.literal('http'), url: z.url({ protocol: /^https?$/ }).max(500) }),
  /** Not behind the gateway: a resource server that guards itself (`lanyard/guard`). Its address is its resource indicator. */
  z.strictObject({ kind: z.literal('guard'), url: z.url({ protocol: /^https?$/ }).max(500) }),
])
export type ToolServerTransport = z.output<typeof ToolServerTransport>
export const RegisterToolServerInput = z.strictObject({
  slug: SlugField,
  title: textField(1, 80),
  description: proseField(0, 500).default(''),
  transport: ToolServerTransport,
  /** Who answers for it: their id or e-mail address. */
  owner: z.string().trim().min(1).max(254).optional(),
})
export const SetServerOwnerInput = z.strictObject({
  serverId: idField<'tool_server'>(),
  /** Their id or e-mail address; null: nobody does. */
  owner: z.string().trim().min(1).max(254).nullable(),
})
export const ToolServerView = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  description: z.string(),
  transport: z.string(), // 'stdio' | 'http' | 'guard', for people
  /** The resource indicator (RFC 8707) that agents ask tokens for: the gateway's URL of it, or its own where it guards itself. */
  resource: z.url(),
  tools: z.array(ToolView),
  discovered_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  /** Who answers for it; where they have no access any more, reviews go to somebody else. */
  owner: PersonRef.extend({ has_access: z.boolean() }).nullable(),
})
export type ToolServerView = z.infer<typeof ToolServerView>
