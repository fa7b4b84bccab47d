import type { Agent } from '@/generated/prisma/client'
import type { IdentityDocument } from '../contract'
import { reviewDate } from './review-date'

type Columns = Pick<Agent, 'ownerId' | 'sponsorId' | 'team' | 'platform' | 'purpose' | 'riskLevel' | 'nextReviewAt'>

/** What an agent's row repeats of its document, for lists. A review is never put off by an edit that does not say so. */
export function fromDocument(document: IdentityDocument, agent: Pick<Agent, 'nextReviewAt'>, now: Date): Columns {
  const byRisk = reviewDate(undefined, document.risk_level, now)
  const sooner = byRisk.ok && byRisk.value < agent.nextReviewAt ? byRisk.value : agent.nextReviewAt
  return {
    ownerId: document.owner,
    sponsorId: document.sponsor,
    team: document.team ?? null,
    platform: document.platform,
    purpose: document.purpose,
    riskLevel: document.risk_level,
    nextReviewAt: document.next_review_at === undefined ? sooner : new Date(document.next_review_at),
  }
}
