import type { AgentFacts } from './facts'
import type { IssueRequest } from './issue-request'

/** What the approved document says that an agent runs; its digests as whoever approved them wrote them. */
export type Attestation = { code: string | null; config: string | null; onMismatch: 'record' | 'refuse' | null }
/** What a run says of itself, in an assertion that it signed: its word, and not yet a proof of it. */
export type Presented = { code: string | null; config: string | null }
export type Mismatch = { expected: Presented; presented: Presented; detail: string }

const PARTS = [['code', 'the code'], ['config', 'the configuration']] as const // prettier-ignore

/**
 * Where what a run presents differs from what was approved; null: nowhere. One that presents nothing differs where the
 * document has a policy for it; without a policy only what is presented is compared. A digest that the document does
 * not have is compared with nothing.
 */
export function mismatchOf({ attestation }: Pick<AgentFacts, 'attestation'>, { presented }: Pick<IssueRequest, 'presented'>): Mismatch | null {
  if (!attestation) return null
  const given: Presented = presented ?? { code: null, config: null }
  const wrong = PARTS.flatMap(([part, name]) => {
    const [expected, told] = [attestation[part], given[part]]
    if (expected === null || expected === told) return []
    if (told === null) return attestation.onMismatch === null ? [] : [`${name} is not presented`]
    return [`${name} is not the approved one`]
  })
  return wrong.length === 0 ? null : { expected: { code: attestation.code, config: attestation.config }, presented: given, detail: wrong.join(', and ') }
}
