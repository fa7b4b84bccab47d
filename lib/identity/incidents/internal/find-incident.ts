import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import type { Change } from '../../ledger/append'

export const findIncident = (tx: Pick<Tx, 'incident'>, actor: Actor, incidentId: string) => tx.incident.findFirst({ where: { id: incidentId, tenantId: actor.tenantId } })

/** What every entry about an incident names, so that it is found from the incident and from its agent. */
export function aboutIncident({ id, number, grain, subjectId }: { id: string; number: number; grain: string; subjectId: string }): Pick<Change, 'subject' | 'causeId' | 'agentId' | 'chain'> {
  const ofAgent = ['run', 'agent', 'sub_tree'].includes(grain)
  return { subject: { kind: 'incident', id, name: `incident ${number}` }, causeId: id, ...(ofAgent ? { agentId: subjectId, chain: [subjectId] } : {}) }
}
