import { waitsForAnswer, type WorkItem } from './work-item'

export const GROUPS = ['back', 'changed', 'risk', 'unused', 'rest', 'steady', 'waiting'] as const
export type GroupKey = (typeof GROUPS)[number]

/** Each as a heading, and as the filter that it is, in words. */
export const GROUP_WORDS: Readonly<Record<GroupKey, { title: string; words: string }>> = {
  back: { title: 'Back with you', words: 'came back, or were answered' },
  changed: { title: 'Changed since last review', words: 'changed since their last review, or were never reviewed' },
  risk: { title: 'High risk, unchanged', words: 'are of high or critical risk and did not change' },
  unused: { title: 'Unchanged, not used lately', words: 'did not change, and were not used in 30 days or used only in part' },
  rest: { title: 'Unchanged, in use', words: 'did not change and are in use' },
  steady: { title: 'Unchanged, low risk, in use', words: 'did not change, are of low risk, and used all they may within 30 days' },
  waiting: { title: 'Waiting for an answer', words: 'wait for an answer' },
}

const RECENT_MS = 30 * 86_400_000

export const isHighRisk = ({ risk_level: level }: Pick<WorkItem, 'risk_level'>): boolean => level === 'high' || level === 'critical'

/** Where an item stands in the work. Each is in one group; deciding on it does not move it. Pure. */
export function groupOf(item: WorkItem): GroupKey {
  if (waitsForAnswer(item)) return 'waiting'
  if (item.second_look !== null || item.certifier_note !== null || item.questions.length > 0) return 'back'
  if (item.changed || item.moved) return 'changed'
  if (isHighRisk(item)) return 'risk'
  const { last_used_at: last, at } = item.evidence
  if (last === null || Date.parse(at) - Date.parse(last) > RECENT_MS || item.recommendation.decision !== 'keep') return 'unused'
  return item.risk_level === 'low' ? 'steady' : 'rest'
}

export type Group = Readonly<{ key: GroupKey; items: readonly WorkItem[]; /** Not decided yet. */ open: number }>

/** The groups that hold something, in the order in which they are worked through. */
export function groupsOf(items: readonly WorkItem[]): Group[] {
  const found = new Map<GroupKey, WorkItem[]>()
  for (const item of items) {
    const key = groupOf(item)
    const group = found.get(key)
    if (group) group.push(item)
    else found.set(key, [item])
  }
  return GROUPS.flatMap((key) => {
    const group = found.get(key)
    return group ? [{ key, items: group, open: group.filter(({ state }) => state === 'open').length }] : []
  })
}

/** Whether what was typed is in an agent's name, team, platform or purpose. */
export function matches({ agent, evidence }: WorkItem, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || [agent.name, evidence.agent.team ?? '', evidence.agent.platform, evidence.agent.purpose].some((part) => part.toLowerCase().includes(wanted))
}
