import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'
import type { RISK_LEVELS } from '@/lib/kernel/risk-levels'

export const RUNTIMES = ['managed_cloud', 'on_premises', 'saas', 'edge_unmanaged'] as const

/** Parts of a document that the form carries along from a file without showing a field for each. */
type Carried = Pick<IdentityDocumentInput, 'attestation' | 'expected_behaviour' | 'accountability' | 'earlier_tokens' | 'next_review_at'> & { approvers?: string[] | undefined }

export type FormValues = {
  name: string
  version: string
  owner: string
  sponsor: string
  team: string
  platform: string
  purpose: string
  risk_level: (typeof RISK_LEVELS)[number]
  runtime: (typeof RUNTIMES)[number]
  /** A day; empty leaves it to the authority. */
  next_review_at: string
  tools: { mcp_server: string; tool_id: string; permissions?: string[] | undefined }[]
  may_delegate_to: { id: string; name: string }[]
  capabilities: { capability_id: string; description: string; risk_level: (typeof RISK_LEVELS)[number] }[]
  data_access: { resource: string; access_type: 'read' | 'write' | 'delete'; sensitivity: 'public' | 'internal' | 'confidential' | 'restricted' }[]
  /** One a line. */
  required_for: string
  redirect_uris: string
  carried: Carried
}

export const emptyForm = (me: string): FormValues => ({
  name: '', version: '1', owner: me, sponsor: me, team: '', platform: 'custom', purpose: '', risk_level: 'low', runtime: 'on_premises',
  next_review_at: '', tools: [], may_delegate_to: [], capabilities: [], data_access: [], required_for: '', redirect_uris: '', carried: {},
}) // prettier-ignore

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** The document that the form stands for. Empty optional fields are left out, so that a document says only what was said. */
export function documentOf(form: FormValues): IdentityDocumentInput {
  const { team, next_review_at, required_for, redirect_uris, may_delegate_to, carried, ...same } = form
  const { approvers, attestation, next_review_at: exactly, ...rest } = carried
  const required = lines(required_for)
  const attested = Object.fromEntries(Object.entries(attestation ?? {}).filter(([, value]) => value))
  return {
    ...same,
    ...rest,
    ...(Object.keys(attested).length > 0 ? { attestation: attested } : {}),
    may_delegate_to: may_delegate_to.map((agent) => agent.id),
    redirect_uris: lines(redirect_uris),
    ...(team.trim() ? { team } : {}),
    // A day that was not changed keeps its hour.
    ...(next_review_at ? { next_review_at: exactly?.startsWith(next_review_at) ? exactly : `${next_review_at}T00:00:00.000Z` } : {}),
    ...(required.length || approvers?.length ? { human_oversight: { required_for: required, ...(approvers?.length ? { approvers } : {}) } } : {}),
  }
}

/** What a file says of an agent, as the form shows it; what it does not say is as in an empty form. */
export function formOf(document: Partial<IdentityDocumentInput>, me: string): FormValues {
  const { next_review_at, human_oversight, redirect_uris, may_delegate_to, tools, attestation, expected_behaviour, accountability, earlier_tokens, ...same } = document
  return {
    ...emptyForm(me),
    ...same,
    tools: (tools ?? []).map(({ mcp_server, tool_id, permissions }) => ({ mcp_server, tool_id, ...(permissions ? { permissions } : {}) })),
    next_review_at: next_review_at?.slice(0, 10) ?? '',
    may_delegate_to: (may_delegate_to ?? []).map((nameOrId) => ({ id: nameOrId, name: nameOrId })),
    required_for: human_oversight?.required_for?.join('\n') ?? '',
    redirect_uris: redirect_uris?.join('\n') ?? '',
    carried: {
      ...(attestation ? { attestation } : {}),
      ...(expected_behaviour ? { expected_behaviour } : {}),
      ...(accountability ? { accountability } : {}),
      ...(earlier_tokens ? { earlier_tokens } : {}),
      ...(next_review_at ? { next_review_at } : {}),
      ...(human_oversight?.approvers?.length ? { approvers: human_oversight.approvers } : {}),
    },
  }
}
