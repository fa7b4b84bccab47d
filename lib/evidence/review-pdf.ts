import type { Block, Cell } from './pdf/document'
import { writePdf } from './pdf'

/** What a finished review says of itself, for people; the items beside it are the evidence. */
export type ReviewSummary = {
  name: string
  launchedAt: string
  launchedBy: string
  dueAt: string
  noResponse: string
  /** How many items there are; `items` may be the first of them. */
  total: number
  counts: readonly (readonly [string, number])[]
  reviewers: readonly { name: string; decisions: number; kept: number; medianSeconds: number | null; largestBatch: number; flag: string | null }[]
  items: readonly { agent: string; risk: string; reviewer: string; decision: string; removes: readonly string[]; by: string; effect: string; comment: string | null }[]
}

/** The same bytes for the same review: it speaks of when it was due, and not of when it was packed. */
export function writeReviewPdf(review: ReviewSummary, { isSample }: { isSample: boolean }): Promise<Buffer> {
  const about = {
    title: `Access review ${review.name}`,
    subject: 'What was decided in an access review, and what became of it',
    at: new Date(review.dueAt),
    footer: `Access review ${review.name}${isSample ? '. Sample data: made up' : ''}. Part of a signed pack: check it with \`lanyard verify\`.`,
  }
  return writePdf(about, blocksOf(review, isSample))
}

function* blocksOf({ name, launchedAt, launchedBy, dueAt, noResponse, counts, reviewers, items, total }: ReviewSummary, isSample: boolean): Generator<Block> {
  yield { kind: 'title', text: name, under: `Access review, launched ${utc(launchedAt)} by ${launchedBy}, due ${utc(dueAt)}.` }
  if (isSample) yield { kind: 'paragraph', text: 'Sample data: the people and agents in it are made up.' }
  yield { kind: 'facts', rows: [['Without an answer', noResponse], ...counts.map(([label, count]) => [label, count.toLocaleString('en')] as const)] }
  yield { kind: 'heading', text: 'Reviewers' }
  yield reviewers.length === 0
    ? { kind: 'paragraph', text: 'Nobody decided.' }
    : {
        kind: 'table',
        columns: [{ title: 'Reviewer', width: 4 }, { title: 'Decisions', width: 1.3, align: 'right' }, { title: 'Kept', width: 1, align: 'right' }, { title: 'Median', width: 1.3, align: 'right' }, { title: 'Largest batch', width: 1.5, align: 'right' }, { title: 'Noted', width: 3 }],
        rows: reviewers.map(({ name: reviewer, decisions, kept, medianSeconds, largestBatch, flag }) => [
          reviewer, String(decisions), `${Math.round(kept * 100)} %`, medianSeconds === null ? { text: 'unknown', tone: 'unknown' } : `${Math.round(medianSeconds)} s`, String(largestBatch), flag ? { text: flag, tone: 'caution' } : '',
        ]), // prettier-ignore
      }
  yield { kind: 'heading', text: 'Items' }
  if (items.length < total) yield { kind: 'paragraph', text: `The first ${items.length.toLocaleString('en')} of ${total.toLocaleString('en')}, by name; items.csv beside this file has all of them.` }
  yield {
    kind: 'table',
    columns: [{ title: 'Agent', width: 3 }, { title: 'Risk', width: 1 }, { title: 'Reviewer', width: 2.4 }, { title: 'Decision', width: 3.4 }, { title: 'By', width: 1.8 }, { title: 'Effect', width: 1.4 }],
    rows: items.map(({ agent, risk, reviewer, decision, removes, by, effect, comment }): Cell[] => [
      { text: agent, bold: true }, risk, reviewer,
      [decision, ...(removes.length > 0 ? [`of ${removes.join(', ')}`] : []), ...(comment ? [`“${comment}”`] : [])].join(' '),
      { text: by, tone: 'quiet' }, { text: effect, tone: effect === 'applied' ? 'calm' : 'caution' },
    ]), // prettier-ignore
  }
}

const utc = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`
