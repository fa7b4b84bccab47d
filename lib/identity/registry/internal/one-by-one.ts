import { ok, type Result } from '@/lib/kernel/result'
import type { Refusal } from '../../refusals'

export type OneByOne<T> = { done: { id: string; value: T }[]; refused: { id: string; refusal: Refusal }[] }

/**
 * Does one act to many, one after the other, each in a transaction of its own that is recorded of it: one that is refused
 * holds no other up, and what is done stays so whatever becomes of the rest. Refused altogether: it is not this role's or
 * this kind of actor's, or the tenant has none of them.
 */
export async function oneByOne<T>(ids: readonly string[], act: (id: string) => Promise<Result<T, Refusal>>): Promise<Result<OneByOne<T>, Refusal>> {
  const report: OneByOne<T> = { done: [], refused: [] }
  for (const id of new Set(ids)) {
    const came = await act(id)
    if (came.ok) report.done.push({ id, value: came.value })
    else if (came.refusal.code === 'denied') return came
    else report.refused.push({ id, refusal: came.refusal })
  }
  const [first] = report.refused
  if (first && report.done.length === 0 && report.refused.every(({ refusal }) => refusal.code === 'not_found')) return { ok: false, refusal: first.refusal }
  return ok(report)
}
