import { canonicalJson } from '@/lib/kernel/canonical-json'
import type { DocumentChange, IdentityDocument } from './contract'
import { keyed, listed, ranked, said, set } from './internal/compare'

/** From the most to the least controlled. */
const RUNTIMES = ['on_premises', 'managed_cloud', 'saas', 'edge_unmanaged'] as const
const RISKS = ['low', 'medium', 'high', 'critical'] as const
const SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const
/** From the strictest; a policy that is left out is the last. */
const ON_MISMATCH = ['refuse', 'record', undefined] as const
const EARLIER_TOKENS = ['end', 'keep', undefined] as const

type Part = keyof IdentityDocument
type Compare = (before: IdentityDocument, after: IdentityDocument) => DocumentChange[]

/** Each part of a document by itself; a part without a line here does not compile. */
const PARTS: { readonly [P in Part]-?: Compare } = {
  name: said('name', ({ name }) => name, { changed: 'is another name' }),
  owner: said('owner', ({ owner }) => owner, { changed: 'another person answers for how it runs' }),
  sponsor: said('sponsor', ({ sponsor }) => sponsor, { changed: 'another person is accountable for it' }),
  version: said('version', ({ version }) => version),
  team: said('team', ({ team }) => team),
  purpose: said('purpose', ({ purpose }) => purpose),
  platform: said('platform', ({ platform }) => platform, { changed: 'runs on another platform, beyond an order over the one before' }),
  risk_level: ranked('risk_level', ({ risk_level }) => risk_level, [...RISKS].reverse(), { up: 'less oversight: a lower risk is approved more easily and reviewed later', down: 'more oversight' }),
  runtime: ranked('runtime', ({ runtime }) => runtime, RUNTIMES, { up: 'runs where less of it is controlled', down: 'runs where more of it is controlled' }),
  next_review_at: (before, after) => reviewed(before.next_review_at, after.next_review_at),
  capabilities: (before, after) => capabilities(before.capabilities, after.capabilities),
  data_access: (before, after) => dataAccess(before.data_access, after.data_access),
  tools: (before, after) => tools(before.tools, after.tools),
  may_delegate_to: set('may_delegate_to', ({ may_delegate_to }) => may_delegate_to, { added: 'may pass authority on to another agent', removed: 'may no longer pass authority on to it' }),
  redirect_uris: set('redirect_uris', ({ redirect_uris }) => redirect_uris, { added: 'a person’s consent may return to another place', removed: 'consent no longer returns there' }),
  human_oversight: (before, after) => oversight(before, after),
  attestation: (before, after) => [
    ...digest('code_digest', 'code')(before, after),
    ...digest('config_digest', 'configuration')(before, after),
    ...said('attestation.environment', ({ attestation }) => attestation?.environment, { changed: 'runs in another environment', removed: 'less oversight: its environment is not stated' })(before, after),
    ...ranked('attestation.on_mismatch', ({ attestation }) => attestation?.on_mismatch, ON_MISMATCH, { up: 'less oversight: what it runs is checked less strictly', down: 'what it runs is checked more strictly' })(before, after),
  ],
  earlier_tokens: ranked('earlier_tokens', ({ earlier_tokens }) => earlier_tokens, EARLIER_TOKENS, { up: 'tokens of the revision before live on', down: 'tokens of the revision before end' }),
  expected_behaviour: (before, after) => [
    ...listed('expected_behaviour.tools', (one) => one.expected_behaviour?.tools, 'a tool is normal that was not')(before, after),
    ...listed('expected_behaviour.resources', (one) => one.expected_behaviour?.resources, 'a resource is normal that was not')(before, after),
    ...listed('expected_behaviour.typical_sequences', (one) => one.expected_behaviour?.typical_sequences, 'a sequence is normal that was not')(before, after),
    ...said('expected_behaviour.hours', (one) => one.expected_behaviour?.hours, UNCOMPARED)(before, after),
    ...said('expected_behaviour.rate', (one) => one.expected_behaviour?.rate, UNCOMPARED)(before, after),
  ],
  accountability: (before, after) =>
    (['deployer', 'platform', 'model_vendor', 'acceptable_use'] as const).flatMap((field) => said(`accountability.${field}`, (one) => one.accountability?.[field])(before, after)),
}

/** Words that only people can compare: another text may say more, and no text says anything goes. */
const UNCOMPARED = { changed: 'the declared normal is another', removed: 'less oversight: no normal is declared' }

/**
 * What differs between two identity documents, and which of it is breaking: more capability, data, tools or delegation,
 * a higher reach, less oversight, a less controlled runtime, or a change that cannot be told from one of these. Pure.
 *
 * INVARIANT: documents that differ at all have a change, so that nothing is approved unseen; what has no breaking change
 * allows nothing that the document before did not allow.
 */
export function diffDocuments(before: IdentityDocument, after: IdentityDocument): DocumentChange[] {
  return (Object.keys(PARTS) as Part[]).flatMap((part) => {
    if (sameJson(before[part], after[part])) return []
    const changes = PARTS[part](before, after)
    if (changes.length > 0) return changes
    return [{ path: part, kind: 'changed' as const, before: null, after: null, breaking: false, why: 'written differently, with the same meaning' }]
  })
}

const sameJson = (a: unknown, b: unknown): boolean => (a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b))

function capabilities(before: IdentityDocument['capabilities'], after: IdentityDocument['capabilities']): DocumentChange[] {
  const words = ({ description, risk_level }: IdentityDocument['capabilities'][number]) => `${description} (${risk_level})`
  return keyed('capabilities', before, after, {
    key: (one) => one.capability_id,
    words,
    added: 'can do something more',
    removed: 'can do this no longer',
    changed: (old, now) => {
      if (old.description !== now.description) return { breaking: true, why: 'can do something else' }
      const up = RISKS.indexOf(now.risk_level) > RISKS.indexOf(old.risk_level)
      return { breaking: up, why: up ? 'what it can do carries a higher risk' : 'what it can do carries a lower risk' }
    },
  })
}

function dataAccess(before: IdentityDocument['data_access'], after: IdentityDocument['data_access']): DocumentChange[] {
  return keyed('data_access', before, after, {
    key: (one) => `${one.access_type}:${one.resource}`,
    words: (one) => `${one.access_type} ${one.resource} (${one.sensitivity})`,
    added: 'reaches more data',
    removed: 'reaches less data',
    changed: (old, now) => {
      const up = SENSITIVITIES.indexOf(now.sensitivity) > SENSITIVITIES.indexOf(old.sensitivity)
      return { breaking: up, why: up ? 'reaches more sensitive data' : 'reaches less sensitive data' }
    },
  })
}

function tools(before: IdentityDocument['tools'], after: IdentityDocument['tools']): DocumentChange[] {
  return keyed('tools', before, after, {
    key: (one) => `mcp:${one.mcp_server}:${one.tool_id}`,
    words: (one) => one.permissions.join(', ') || 'no permission',
    added: 'may call another tool',
    removed: 'may call it no longer',
    changed: (old, now) => {
      const more = now.permissions.some((permission) => !old.permissions.includes(permission))
      return { breaking: more, why: more ? 'may do more with the tool' : 'may do less with the tool' }
    },
  })
}

function oversight(before: IdentityDocument, after: IdentityDocument): DocumentChange[] {
  const required = set('human_oversight.required_for', (one) => one.human_oversight?.required_for ?? [], { added: 'a person decides this, too', removed: 'less oversight: no person decides this any more' }, 'fewer')
  const [old, now] = [before.human_oversight?.approvers ?? [], after.human_oversight?.approvers ?? []]
  const approvers = set('human_oversight.approvers', (one) => one.human_oversight?.approvers ?? [], { added: old.length === 0 ? 'who decides is named' : 'somebody else may decide', removed: now.length === 0 ? 'less oversight: who decides is no longer named' : 'may decide no longer' }, 'neither')
  return [
    ...required(before, after),
    ...approvers(before, after).map((change) => ({ ...change, breaking: change.kind === 'added' ? old.length > 0 : now.length === 0 })),
  ]
}

const digest = (field: 'code_digest' | 'config_digest', what: string): Compare =>
  said(`attestation.${field}`, ({ attestation }) => attestation?.[field], { changed: `runs other ${what} than was approved`, removed: `less oversight: its ${what} is no longer checked` })

function reviewed(before: string | undefined, after: string | undefined): DocumentChange[] {
  const change = { path: 'next_review_at', before: before ?? null, after: after ?? null }
  if (before === undefined) return [{ ...change, kind: 'added', breaking: true, why: 'is reviewed at a date of its own, and not when its risk asks for it' }]
  if (after === undefined) return [{ ...change, kind: 'removed', breaking: true, why: 'is reviewed when its risk asks for it, which may be later' }]
  const later = Date.parse(after) > Date.parse(before)
  return [{ ...change, kind: 'changed', breaking: later, why: later ? 'less oversight: is reviewed later' : 'is reviewed sooner' }]
}
