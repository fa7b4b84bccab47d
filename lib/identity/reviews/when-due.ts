import type { ReviewDecision } from './contract'
import { qualityOf } from './quality'
import { whySecond, type Relations } from './separation'

/** A decision that was not submitted by the due date. */
export type Unsubmitted = {
  id: string
  agent_id: string
  decision: ReviewDecision
  comment: string | null
  decided_by: string
  decided_at: Date
  decided_document: string
  reviewer_id: string
  second: boolean
  third: boolean
}
type Around = Readonly<{
  /** The agents as they are now. */
  live: ReadonlyMap<string, Relations & { status: string; digest: string }>
  /** People who have access now. */
  access: ReadonlyMap<string, string>
  /** Where the review says so, what was decided in haste is not taken without a second look. */
  secondLook: boolean
}>

/**
 * Those of these decisions that their reviewers could have submitted at that moment, and that would have been final then:
 * nobody else has to agree, nothing has moved since, and they were not made in haste. Of the others nobody may say that
 * they were decided. Pure.
 */
export function standing(decided: readonly Unsubmitted[], { live, access, secondLook }: Around): ReadonlySet<string> {
  const hasty = secondLook ? new Set(qualityOf(decided.map(({ decided_by: id, decided_at: at, decision }) => ({ person: { id, name: id }, at, decision }))).flatMap(({ person, flag }) => (flag === null ? [] : [person.id]))) : new Set<string>()
  return new Set(
    decided.flatMap(({ id, agent_id, decided_by, decided_document, reviewer_id, second, third, comment }) => {
      const agent = live.get(agent_id)
      if (!agent || agent.status === 'retired' || agent.digest !== decided_document) return []
      if (decided_by !== reviewer_id || !access.has(decided_by)) return []
      if (second || third || whySecond(agent, decided_by) !== null) return []
      return hasty.has(decided_by) && comment === null ? [] : [id]
    }),
  )
}
