import type { ReviewItem, ReviewQuestion } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { PersonRef } from '../../registry/contract'
import type { Relations } from '../separation'

export type QuestionsOf = ReadonlyMap<string, readonly ReviewQuestion[]>

export const isOpen = ({ answeredAt, withdrawnAt }: Pick<ReviewQuestion, 'answeredAt' | 'withdrawnAt'>): boolean => answeredAt === null && withdrawnAt === null

/** The questions about these items, the oldest first. */
export async function questionsOf(tx: Pick<Tx, 'reviewQuestion'>, tenantId: string, items: readonly Pick<ReviewItem, 'id'>[]): Promise<QuestionsOf> {
  const found = new Map<string, ReviewQuestion[]>()
  for (const one of await tx.reviewQuestion.findMany({ where: { tenantId, itemId: { in: items.map(({ id }) => id) } }, orderBy: [{ askedAt: 'asc' }, { id: 'asc' }] }))
    found.set(one.itemId, [...(found.get(one.itemId) ?? []), one])
  return found
}

/** Items that wait for an answer: they are not decided before it is there, or the question is taken back. */
export async function waitingForAnswer(tx: Pick<Tx, 'reviewQuestion'>, tenantId: string, itemIds: readonly string[]): Promise<ReadonlySet<string>> {
  const open = await tx.reviewQuestion.findMany({ where: { tenantId, itemId: { in: [...itemIds] }, answeredAt: null, withdrawnAt: null }, select: { itemId: true } })
  return new Set(open.map(({ itemId }) => itemId))
}

export type Askable = PersonRef & { why: string }

/** Who can say something about an agent: who answers for it, and who asked for what it has. Never whoever asks. */
export function askableOf(of: Relations, asker: string, people: ReadonlyMap<string, string>): Askable[] {
  const why = new Map<string, string[]>()
  const add = (id: string, relation: string) => (people.has(id) && id !== asker ? why.set(id, [...(why.get(id) ?? []), relation]) : undefined)
  add(of.ownerId, 'its owner')
  add(of.sponsorId, 'its sponsor')
  for (const id of of.requesters) add(id, 'asked for what it has')
  return [...why].map(([id, relations]) => ({ id, name: people.get(id) ?? 'somebody', why: relations.join(', ') }))
}

/** Those of these people who have access now, by their names. */
export async function namesWithAccess(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => /^[0-9a-f-]{36}$/.test(id))
  if (wanted.length === 0) return new Map()
  const rows = asRows<PersonRef>(
    await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = any(${wanted}::uuid[]) and status = 'active' and password_hash is not null`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
