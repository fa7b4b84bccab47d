import { asRows } from '@/lib/db/rows'
import { plainQuery } from '../query'
import { toEventRow } from '../ledger/event-row'
import { readEvents } from '../ledger/select-events'
import { ChainInput, type SequenceView } from './contract'

/** Calls of one task that are shown; and hops that are looked through for them. */
const CALLS_MAX = 200
const HOPS_MAX = 500
/** Deeper than any limit that a tenant can set. */
const DEPTH_MAX = 32

type Found = { root: string; root_person_id: string; root_name: string; purpose: string | null; id: string | null; hops: number }

/** What was done under one hop from the human, by whichever agent, in the order in which it was done: one task. */
export const getSequence = plainQuery({
  name: 'delegation.chain.get',
  input: ChainInput,
  answer: async (tx, { actor, input }): Promise<SequenceView | null> => {
    const found = asRows<Found>(
      await tx.$queryRaw`
        with recursive up as (
          select d.id, d.parent_id, d.root_person_id, d.purpose, 1 as n from delegation d where d.id = ${input.delegationId}::uuid and d.tenant_id = ${actor.tenantId}::uuid
          union all
          select d.id, d.parent_id, d.root_person_id, d.purpose, up.n + 1 from delegation d join up on d.id = up.parent_id where up.n < ${DEPTH_MAX} and d.tenant_id = ${actor.tenantId}::uuid
        ),
        root as materialized (select * from up order by n desc limit 1),
        below as (
          select r.id, 1 as n from root r
          union all
          select d.id, below.n + 1 from delegation d join below on d.parent_id = below.id where below.n < ${DEPTH_MAX} and d.tenant_id = ${actor.tenantId}::uuid
        ),
        hops as materialized (select id from below limit ${HOPS_MAX + 1}),
        calls as materialized (
          select e.id, e.occurred_at from (select id from hops limit ${HOPS_MAX}) h join ledger_entry e on e.delegation_id = h.id
          where e.tenant_id = ${actor.tenantId}::uuid and e.action = 'tool.call' order by e.occurred_at, e.id limit ${CALLS_MAX + 1}
        )
        select r.id as root, r.root_person_id, p.name as root_name, r.purpose, c.id, (select count(*)::int from hops) as hops
        from root r join person p on p.id = r.root_person_id left join calls c on true order by c.occurred_at, c.id`,
    )
    const [first] = found
    if (!first) return null
    const ids = found.flatMap(({ id }) => id ?? [])
    const events = (await readEvents(tx, ids.slice(0, CALLS_MAX))).reverse().map(toEventRow)
    return {
      root: { id: first.root_person_id, name: first.root_name },
      delegation_id: first.root,
      purpose: first.purpose,
      events,
      truncated: ids.length > CALLS_MAX || first.hops > HOPS_MAX,
    }
  },
})
