import type { DrillsView, DrillView } from '../contract'

type Facts = Pick<DrillsView, 'points'> & { drills: readonly DrillView[]; since: Date; everySeconds: number | null; now: Date }

/** A drill that is this many intervals old says nothing of today. */
const OVERDUE_INTERVALS = 2

/** What the drills say that somebody should act on. Pure: the same of the same facts, whoever asks. */
export function findingsOf({ drills, points, since, everySeconds, now }: Facts): DrillsView['findings'] {
  const findings: DrillsView['findings'] = []
  const ended = drills.filter(({ state }) => state === 'done')
  const [last] = ended
  if (last?.outcome === 'failed') findings.push({ kind: 'failed', severity: 'high', text: `The last drill failed: ${last.problem ?? 'it says not why'}.` })
  const lastAt = last?.ended_at ? new Date(last.ended_at) : since
  const age = (now.getTime() - lastAt.getTime()) / 1_000
  if (everySeconds !== null && age > everySeconds * OVERDUE_INTERVALS)
    findings.push({
      kind: 'overdue',
      severity: 'high',
      text: last ? `The last drill ended ${inWords(age)} ago, and one is due every ${inWords(everySeconds)}: whether a halt still works is not known.` : `No drill has ever ended, and one is due every ${inWords(everySeconds)}: how fast a halt works was never measured.`,
    })
  const never = points.filter(({ proven }) => proven === 0)
  if (ended.length > 0 && never.length > 0)
    findings.push({ kind: 'never_proven', severity: 'medium', text: `Never proven to refuse: ${never.map(({ name }) => name).join(', ')}.` })
  return findings
}

function inWords(seconds: number): string {
  const [size, word] = seconds >= 172_800 ? [86_400, 'days'] : seconds >= 7_200 ? [3_600, 'hours'] : seconds >= 120 ? [60, 'minutes'] : [1, 'seconds']
  return `${Math.round(seconds / size)} ${word}`
}
