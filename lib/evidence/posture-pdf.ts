import type { Block, Cell } from './pdf/document'
import { writePdf } from './pdf'
import type { PostureReport } from './posture-report'

const STATE = {
  supports: { text: 'evidence supports it', tone: 'calm' },
  partly: { text: 'supports it in part; not all is known', tone: 'unknown' },
  gaps: { text: 'evidence shows gaps', tone: 'caution' },
  unknown: { text: 'no evidence yet', tone: 'unknown' },
} as const satisfies Record<string, Cell>
const SETS = [['identity', 'Identity'], ['operation', 'Operation']] as const

/** The report as people read it: the same bytes for the same report. */
export function writePosturePdf(report: PostureReport, { isSample }: { isSample: boolean }): Promise<Buffer> {
  const { estate, snapshot } = report
  return writePdf(
    {
      title: `Posture of ${estate.name}, ${snapshot.day}`,
      subject: 'Where the agents of an estate stand, computed from evidence',
      at: new Date(snapshot.taken_at),
      footer: `Posture of ${estate.name}, snapshot of ${utc(snapshot.taken_at)}${isSample ? '. Sample data: made up' : ''}. Signed: check it with \`lanyard verify\` and the JSON beside it.`,
    },
    blocksOf(report, isSample),
  )
}

function* blocksOf(report: PostureReport, isSample: boolean): Generator<Block> {
  const { estate, snapshot, before, questions, unknown } = report
  yield { kind: 'title', text: 'Posture of the agents', under: `${estate.name}. Snapshot of ${utc(snapshot.taken_at)}, by version ${snapshot.version} of the definitions.` }
  if (isSample) yield { kind: 'paragraph', text: 'Sample data: the people and agents in it are made up.' }
  yield { kind: 'paragraph', text: 'Computed from rows, not from answers to questions. What cannot be measured adds nothing to a score, still weighs in it, and is never taken for good. It supports an assessment and is not one.', quiet: true }
  yield {
    kind: 'facts',
    rows: [
      ['Identity', `${scored(report.scores.identity)}${since(report.scores.identity, before?.scores.identity, before)}`],
      ['Operation', `${scored(report.scores.operation)}${since(report.scores.operation, before?.scores.operation, before)}`],
      ['Agents', `${n(estate.agents)} active, ${n(estate.registered)} registered ever`],
      ['People with access', n(estate.people)],
      ['Gaps', `${report.gaps.length} that can be worked on`],
      ['Not known', `${unknown.length} facts`],
    ],
  }
  if (before && !before.comparable) yield { kind: 'paragraph', text: `Definitions or weights changed since ${before.day}: part of what moved is that.` }
  yield* dimensions(report)
  yield* gaps(report)
  yield { kind: 'heading', text: 'Four questions' }
  yield { kind: 'paragraph', text: 'Of how many active agents each is answered.', quiet: true }
  yield { kind: 'table', columns: [{ title: 'Question', width: 6 }, { title: 'Answered', width: 2, align: 'right' }, { title: 'Coverage', width: 1.4, align: 'right' }], rows: questions.map(({ title, good, total }) => [title, ratio(good, total), total === 0 ? { text: 'unknown', tone: 'unknown' } : percent(good / total)]) }
  yield* frameworks(report)
  yield { kind: 'heading', text: unknown.length === 0 ? 'Everything is known' : 'Not known' }
  if (unknown.length > 0) yield { kind: 'table', columns: [{ title: 'Fact', width: 3 }, { title: 'Dimension', width: 2 }, { title: 'What would have to exist', width: 5 }], rows: unknown.map(({ title, dimension, needs }) => [title, { text: dimension, tone: 'quiet' }, { text: needs, tone: 'unknown' }]) }
}

function* dimensions({ dimensions: all, before, trend }: PostureReport): Generator<Block> {
  for (const [set, word] of SETS) {
    const own = all.filter((dimension) => dimension.set === set)
    yield { kind: 'heading', text: `${word} by dimension` }
    const published = own.some((dimension) => dimension.published !== null)
    yield {
      kind: 'bars',
      key: `Bar: score of 100. Line: ${before ? `on ${before.day}` : 'before, none yet'}. Triangle: target. Dashed: unknown.`,
      bars: own.map((one) => ({ label: one.title, value: one.score, before: one.before, mark: one.target, note: one.score === null ? 'unknown' : `${round(one.score)}, ${one.level ?? 'no level'}` })),
    }
    yield {
      kind: 'table',
      columns: [{ title: 'Dimension', width: 4 }, { title: 'Score', width: 1.2, align: 'right' }, { title: 'Level', width: 1.8 }, { title: before ? `Since ${before.day}` : 'Before', width: 1.9, align: 'right' }, { title: 'Target', width: 1, align: 'right' }, ...(published ? [{ title: 'Published, a vendor’s', width: 1.6, align: 'right' } as const] : []), { title: 'Measured', width: 1.3, align: 'right' }],
      rows: own.map((one) => [
        one.title,
        one.score === null ? { text: 'unknown', tone: 'unknown' } : round(one.score),
        { text: one.level ?? 'none', tone: one.level ? 'plain' : 'unknown' },
        delta(one.score, one.before) ?? 'not known then',
        round(one.target),
        ...(published ? [one.published === null ? { text: 'none', tone: 'quiet' as const } : String(one.published)] : []),
        `${one.measured} of ${one.facts}`,
      ]),
    }
    const known = trend.filter((entry) => entry[set] !== null)
    const [first, last] = [known[0], known.at(-1)]
    if (first && last && known.length > 1) yield { kind: 'line', label: `${word} by day: from ${scored(first[set])} on ${first.day} to ${scored(last[set])} on ${last.day}`, values: trend.map((entry) => ({ at: entry.day, value: entry[set] })) }
  }
}

function* gaps({ gaps: all }: PostureReport): Generator<Block> {
  yield { kind: 'heading', text: all.length === 0 ? 'No gap that can be worked on' : 'Gaps' }
  if (all.length === 0) return yield { kind: 'paragraph', text: 'Every fact that can be measured meets its threshold.' }
  yield { kind: 'paragraph', text: 'Ordered by the risk that mending takes away, for the work that it takes.', quiet: true }
  yield {
    kind: 'table',
    columns: [{ title: '', width: 0.6, align: 'right' }, { title: 'Fact', width: 4 }, { title: 'Dimension', width: 3 }, { title: 'Good', width: 1.8, align: 'right' }, { title: 'Wanted', width: 1.1, align: 'right' }, { title: 'Adds', width: 0.9, align: 'right' }, { title: 'Begun with', width: 2.4 }],
    rows: all.map((gap, index) => [{ text: String(index + 1), tone: 'quiet' }, gap.title, { text: gap.dimension, tone: 'quiet' }, gap.total === 0 ? { text: 'unknown', tone: 'unknown' } : ratio(gap.good, gap.total), percent(gap.threshold), gap.adds.toFixed(1), { text: gap.remedy ?? 'nothing here yet', tone: 'quiet' }]),
  }
}

function* frameworks({ frameworks: all }: PostureReport): Generator<Block> {
  yield { kind: 'heading', text: 'Frameworks' }
  yield { kind: 'paragraph', text: 'Which facts are evidence for which control. They support an assessment; they are not one.', quiet: true }
  for (const { title, note, source, controls } of all) {
    const supported = controls.filter(({ state }) => state === 'supports').length
    yield { kind: 'subheading', text: title }
    yield { kind: 'paragraph', text: `Evidence supports ${supported} of ${controls.length} in full. ${note} Source: ${source}.`, quiet: true }
    yield {
      kind: 'table',
      columns: [{ title: 'Control', width: 4 }, { title: 'Evidence', width: 2.6 }, { title: 'Facts', width: 5 }],
      rows: controls.map((control) => [`${control.id} ${control.title}`, STATE[control.state], { text: control.facts.map((fact) => `${fact.title} (${fact.state})`).join('; ') || 'none yet', tone: 'quiet' }]),
    }
  }
}

const n = (value: number | null): string => (value === null ? 'unknown' : value.toLocaleString('en'))
const round = (value: number): string => String(Math.round(value))
const scored = (value: number | null | undefined): string => (value === null || value === undefined ? 'unknown' : `${round(value)} of 100`)
const ratio = (good: number, total: number): string => (total === 0 ? 'unknown' : `${n(good)} of ${n(total)}`)
const percent = (share: number): string => `${Math.round(share * 100)} %`
const utc = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`
const since = (now: number | null, then: number | null | undefined, before: PostureReport['before']): string => {
  const moved = delta(now, then ?? null)
  return moved && before ? `, ${moved} since ${before.day}` : ''
}

function delta(now: number | null, then: number | null): string | null {
  if (now === null || then === null) return null
  const moved = Math.round((now - then) * 10) / 10
  return moved === 0 ? 'no change' : `${moved > 0 ? '+' : '−'}${Math.abs(moved)}`
}
