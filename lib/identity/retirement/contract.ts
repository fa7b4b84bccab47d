import { z } from 'zod'
import { idField, proseField, textField } from '@/lib/kernel/fields'
import { CoverageView } from '../containment/contract'

export const STEP_KINDS = ['stop', 'revoke', 'deprovision', 'transfer', 'prove', 'archive'] as const
export type StepKind = (typeof STEP_KINDS)[number]
/** `open`: tried as often as it is by itself, and not proven. It stays so until somebody asks for it again. */
export const STEP_STATES = ['waiting', 'proven', 'open'] as const
export type StepState = (typeof STEP_STATES)[number]

export const RetirementInput = z.object({ agentId: idField<'agent'>() })
export const RetireAgentInput = z.strictObject({
  agentId: idField<'agent'>(),
  reason: proseField(3, 500),
  /** The agent's name, as a person typed it: this cannot be undone. */
  name: z.string().max(200),
  /** The agent that others are to name in its place; left out: none does. */
  successorId: idField<'agent'>().optional(),
  /** Digest of the preview that was read: where the world has changed since, nothing is done. */
  snapshot: z.string().max(100).optional(),
})
export type RetireAgentInput = z.output<typeof RetireAgentInput>
export const StepInput = z.object({ agentId: idField<'agent'>(), position: z.coerce.number().int().min(1).max(1_000) })

const Named = z.object({ id: z.string(), name: z.string() })
const PlannedStep = z.object({ kind: z.enum(STEP_KINDS), title: z.string(), /** What it does, in a sentence. */ about: z.string() })

/** What retiring would do, by the queries that do it. */
export const RetirementPreview = z.object({
  agent: Named,
  /** Null: retiring is possible. Else why not. */
  barred: z.string().nullable(),
  /** What stops at once, as a halt of it alone would. */
  covers: CoverageView,
  steps: z.array(PlannedStep),
  /** Agents whose document names it as one that they may delegate to: each gets a draft without it. */
  named_by: z.array(Named),
  /** Agents that it may delegate to: they lose a caller, and keep what others give them. */
  delegates_to: z.array(Named),
  keys: z.number().int(),
  mandates: z.number().int(),
  /** Items of running reviews that nobody has settled. */
  review_items: z.number().int(),
  /** Systems that are told by a signed call, or in which its account, tokens or secret end. */
  systems: z.array(Named),
  snapshot_digest: z.string(),
})
export type RetirementPreview = z.infer<typeof RetirementPreview>

export const StepCheck = z.object({ check: z.string(), ok: z.boolean(), detail: z.string() })
export type StepCheck = z.infer<typeof StepCheck>

export const StepView = z.object({
  position: z.number().int(),
  kind: z.enum(STEP_KINDS),
  title: z.string(),
  about: z.string(),
  state: z.enum(STEP_STATES),
  attempts: z.number().int(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  /** When it is tried next by itself; null where it is not. */
  next_at: z.iso.datetime().nullable(),
  /** Why it is not proven, as of the last attempt. */
  why: z.string().nullable(),
  evidence: z.array(StepCheck),
})
export type StepView = z.infer<typeof StepView>

export const RETIREMENT_STATES = ['running', 'open', 'archived'] as const
export const RetirementView = z.object({
  id: z.string(),
  agent: Named,
  /** `open`: what is left waits for a person. */
  state: z.enum(RETIREMENT_STATES),
  reason: z.string(),
  successor: Named.nullable(),
  requested_by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  requested_at: z.iso.datetime(),
  archived_at: z.iso.datetime().nullable(),
  order_id: z.string(),
  steps: z.array(StepView),
})
export type RetirementView = z.infer<typeof RetirementView>

/** SCIM: its account there. OAuth: tokens that were handed over. Secret store: what is kept there for it. */
export const SYSTEM_KINDS = ['scim', 'oauth', 'secret_store'] as const
export type SystemKind = (typeof SYSTEM_KINDS)[number]
export const SYSTEMS_MAX = 20
/** Of one agent in one system: as many as one step revokes within its time. */
export const TOKENS_MAX = 10
/** What stands for the agent's id in the address of its secret. */
export const AGENT_IN_URL = '{agent}'

const AddressField = z
  .url({ protocol: /^https?$/, error: 'not an http(s) address' })
  .max(500)
  .refine((raw) => {
    // What is no address at all was refused by the line above; the checks go on all the same.
    if (!URL.canParse(raw)) return false
    const { username, password, hash, search } = new URL(raw)
    return username === '' && password === '' && hash === '' && search === ''
  }, 'must hold no name, no password, no query and no fragment')
const oneLine = (max: number) => z.string().trim().min(1).max(max).regex(/^[\x20-\x7E]+$/, 'must be one line of ASCII')

export const AddSystemInput = z.strictObject({
  name: textField(2, 60),
  kind: z.enum(SYSTEM_KINDS),
  /** Of SCIM the resources (`…/scim/v2/Users`), of OAuth the revocation endpoint (RFC 7009), of a secret store the secret, with `{agent}` for whose. */
  url: AddressField,
  /** Of OAuth: where a token is asked about afterwards (RFC 7662); left out: nobody asks. */
  introspection_url: AddressField.optional(),
  /** Which header the credential is sent in. */
  header: z.string().trim().toLowerCase().max(60).regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a header').default('authorization'),
  /** As it stands in that header: `Bearer …`, `Basic …`, or the bare token of a secret store. It is sealed, and shown to nobody. */
  credential: oneLine(4_000),
})
export const SystemIdInput = z.object({ systemId: idField<'connected_system'>() })
export const SystemView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(SYSTEM_KINDS),
  url: z.string(),
  introspection_url: z.string().nullable(),
  header: z.string(),
  /** Of OAuth: tokens that were handed over, and are not revoked. */
  tokens: z.number().int(),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** When it was last asked whether it would do what a retirement asks of it, and what was wrong then. Null: never. */
  checked: z.object({ at: z.iso.datetime(), problem: z.string().nullable() }).nullable(),
})
export type SystemView = z.infer<typeof SystemView>
export const CheckedSystemView = z.object({ system: SystemView, checks: z.array(StepCheck) })
export type CheckedSystemView = z.infer<typeof CheckedSystemView>
export const TOKEN_HINTS = ['refresh_token', 'access_token'] as const
export const HoldTokenInput = z.strictObject({
  systemId: idField<'connected_system'>(),
  agentId: idField<'agent'>(),
  /** It is sealed, shown to nobody, and wiped when it is revoked. */
  token: oneLine(8_000),
  hint: z.enum(TOKEN_HINTS).default('refresh_token'),
})
