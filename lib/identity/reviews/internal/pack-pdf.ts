import { writeReviewPdf } from '@/lib/evidence/review-pdf'
import type { CampaignView, ReviewItemView } from '../contract'
import { silenceOf } from './pack-texts'

/** The pack's summary as a PDF, for whoever files it or reads it on paper. */
export const pdfOf = (view: CampaignView, items: readonly ReviewItemView[], isSample: boolean): Promise<Buffer> => {
  const { progress } = view
  return writeReviewPdf(
    {
      name: view.name,
      launchedAt: view.launched_at,
      launchedBy: view.launched_by.name,
      dueAt: view.due_at,
      noResponse: silenceOf(view),
      total: progress.total,
      counts: [['Items', progress.total], ['Keep', progress.keep], ['Reduce', progress.reduce], ['Remove', progress.remove], ['Nobody answered', progress.no_response], ['Applied and proved', progress.applied], ['Failed', progress.failed], ['Drifted back', progress.drifted]],
      reviewers: view.quality.map(({ person, decisions, share_kept, median_seconds, largest_batch, flag }) => ({ name: person.name, decisions, kept: share_kept, medianSeconds: median_seconds, largestBatch: largest_batch, flag })),
      items: items.map((item) => ({
        agent: item.agent.name,
        risk: item.risk_level,
        reviewer: item.reviewer.name,
        decision: item.decision?.what ?? 'no decision',
        removes: item.decision?.removes ?? [],
        by: item.outcome_by === 'no_response' ? 'nobody answered' : (item.decision?.by?.name ?? item.outcome_by ?? ''),
        effect: item.effect?.state ?? 'none',
        comment: item.decision?.comment ?? null,
      })),
    },
    { isSample },
  )
}
