import { csvLine } from '@/lib/kernel/csv'
import type { CampaignView, ReviewItemView } from '../contract'

const HEAD = [
  'agent', 'agent_id', 'risk_level', 'reviewer', 'state', 'decision', 'comment', 'removes', 'keeps', 'decided_by', 'decided_at', 'certified_by', 'certified_at', 'certified_again_by',
  'outcome_by', 'effect', 'effect_detail', 'probe', 'probed_at', 'calls_90_days', 'never_used', 'document', 'evidence_digest', 'escalated_at',
] // prettier-ignore

export const csvHead = csvLine(HEAD)

export const csvLineOf = (item: ReviewItemView): string =>
  csvLine([
    item.agent.name, item.agent.id, item.risk_level, item.reviewer.name, item.state, item.decision?.what ?? null, item.decision?.comment ?? null, item.decision?.removes.join(' ') ?? null,
    item.decision?.keeps.join(' ') ?? null, item.decision?.by?.name ?? null, item.decision?.at ?? null, item.certified?.by.name ?? null, item.certified?.at ?? null, item.certified_again?.by.name ?? null,
    item.outcome_by, item.effect?.state ?? null, item.effect?.detail ?? null,
    item.effect?.probe?.checks.map(({ check, ok, detail }) => `${check} ${ok ? 'ok' : 'not ok'}: ${detail}`).join('; ') ?? null, item.effect?.probe?.at ?? null,
    item.evidence.calls, item.unused.join(' '), item.evidence.document.digest, item.digest, item.escalated_at,
  ]) // prettier-ignore

/** What no answer meant. */
export const silenceOf = ({ no_response, escalated_at }: Pick<CampaignView, 'no_response' | 'escalated_at'>): string =>
  no_response !== 'escalate' ? no_response : escalated_at === null ? 'escalate, then suspend; nothing went on to others' : `escalate, then suspend; escalated ${escalated_at}`

/** What of its items people read: some, some of what was taken away, and how many more of that there are. */
export type Shown = { first: ReviewItemView[]; taken: ReviewItemView[]; takenMore: number }

/** For a person who opens the pack: what it is, what was decided, and how it is checked. */
export function summaryOf(view: CampaignView, { taken, takenMore }: Shown, isSample: boolean): string {
  const { progress } = view
  const flagged = view.quality.filter(({ flag }) => flag !== null)
  return [
    `# ${plain(view.name)}`,
    '',
    ...(isSample ? ['Sample data: the people and agents in it are made up.', ''] : []),
    `Launched ${view.launched_at} by ${plain(view.launched_by.name)}, due ${view.due_at}. ${progress.total} items; without an answer: ${silenceOf(view)}.`,
    '',
    `Keep ${progress.keep}, reduce ${progress.reduce}, remove ${progress.remove}; ${progress.no_response} that nobody answered.`,
    `Applied and proved ${progress.applied}, failed ${progress.failed}, drifted back ${progress.drifted}.`,
    '',
    '## Reviewers',
    '',
    ...view.quality.map(({ person, decisions, share_kept, median_seconds, largest_batch, flag }) =>
      `- ${plain(person.name)}: ${decisions} decisions, ${Math.round(share_kept * 100)} % kept, median ${median_seconds === null ? 'unknown' : `${Math.round(median_seconds)} s`}, largest batch ${largest_batch}${flag ? `, ${flag}` : ''}`), // prettier-ignore
    ...(view.quality.length === 0 ? ['- nobody decided'] : []),
    ...(flagged.length > 0 ? ['', `${flagged.length} decided faster than anybody reads.`] : []),
    '',
    '## Removed or reduced',
    '',
    ...taken.map((item) => `- ${plain(item.agent.name)}: ${item.decision?.what}${item.decision?.removes.length ? ` (${item.decision.removes.join(', ')})` : ''}, ${item.effect?.state}`),
    ...(takenMore > 0 ? [`- and ${takenMore} more: see items.csv`] : []),
    '',
    'Check it: `lanyard verify` with this pack. The record in it (`ledger.jsonl`) verifies alone, too.',
    '',
  ].join('\n')
}

/** A name that is no markup. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&')
