import { z } from 'zod'
import type { StepCheck } from '@/lib/identity/retirement/contract'
import { done, failed, jsonIn, type Ask } from './ask'

const CHECK = 'account'
/** RFC 7644 §3.4.2; names of attributes are without case (RFC 7643 §2.1), and what servers send is as it stands here. */
const Listed = z.object({ totalResults: z.number().int().nonnegative(), Resources: z.array(z.object({ id: z.string().min(1).max(500), externalId: z.string().optional() })).optional() })

/**
 * Deletes the resource that has the agent's id as its `externalId` (RFC 7644 §3.6), and asks for it afterwards, by its
 * own id and by the filter. A service that answers with another's resource, or with several, is told to delete none.
 */
export async function endAccount(ask: Ask, resources: string, agent: { id: string }): Promise<StepCheck[]> {
  const before = await findAccounts(ask, resources, agent.id)
  if (!before.ok) return [failed(CHECK, before.problem)]
  const [id, ...more] = before.ids
  if (more.length > 0) return [failed(CHECK, `it has ${before.ids.length} resources of this externalId: none was deleted`)]
  if (id === undefined) return [done(CHECK, 'it has no resource of this externalId')]

  const one = `${resources}/${encodeURIComponent(id)}`
  const deleted = await ask('DELETE', one)
  if ('problem' in deleted) return [failed(CHECK, deleted.problem)]
  if (![200, 202, 204, 404].includes(deleted.status)) return [failed(CHECK, `it answered ${deleted.status} to the deletion`)]

  const again = await ask('GET', one)
  if ('problem' in again) return [failed(CHECK, again.problem)]
  const after = await findAccounts(ask, resources, agent.id)
  return [
    again.status === 404 ? done('by its id', 'answered 404: it is gone') : failed('by its id', `answered ${again.status}: it is there still`),
    !after.ok ? failed('by its externalId', after.problem) : after.ids.length === 0 ? done('by its externalId', 'found nothing') : failed('by its externalId', 'found it still'),
  ]
}

type Found = { ok: true; ids: string[] } | { ok: false; problem: string }

/** Those of this `externalId`, from a service that filters by it. */
export async function findAccounts(ask: Ask, resources: string, externalId: string): Promise<Found> {
  const answer = await ask('GET', `${resources}?${new URLSearchParams({ filter: `externalId eq "${externalId}"`, count: '10' }).toString()}`)
  if ('problem' in answer) return { ok: false, problem: answer.problem }
  if (answer.status !== 200) return { ok: false, problem: `it answered ${answer.status} to the question for it` }
  const listed = Listed.safeParse(jsonIn(answer.body))
  if (!listed.success) return { ok: false, problem: 'it answered with no list of resources' }
  const { totalResults, Resources = [] } = listed.data
  // A service that does not know the filter answers with everybody.
  if (Resources.some((one) => one.externalId !== externalId) || totalResults > Resources.length) return { ok: false, problem: 'it answered with resources of others: it does not filter by externalId, and nothing was deleted' }
  return { ok: true, ids: Resources.map(({ id }) => id) }
}
