import type { Contained } from './containment-view'

/** What is contained, for the agent that reads it and the person who reads the record. */
export function inWords({ over = 'agent', subject }: Pick<Contained, 'over' | 'subject'>): string {
  switch (over) {
    case 'agent':
      return `agent ${subject} of this chain`
    case 'run':
      return 'this run'
    case 'delegation':
      return 'the run that this authority was taken from'
    case 'mandate':
      return `the mandate ${subject}`
    case 'tool_server':
      return `the tool server ${subject}`
    case 'tool':
      return `the tool ${subject}`
    case 'tenant':
      return 'everything of this company'
  }
}

/** What an agent is told whose call is cut: by which order, since when, and because of whom. */
export function cutWords(contained: Contained): [message: string, data: Record<string, unknown>] {
  const { kind, subject, over = 'agent', order } = contained
  const at = order && new Date(order.committedAt).toISOString()
  const by = order ? ` by order ${order.id} at ${at}` : ''
  const data = order ? { order_id: order.id, at } : {}
  return kind === 'mandate_withdrawn'
    ? [`ended${by}: the mandate was withdrawn`, { reason: 'mandate', mandate: subject, ...data }]
    : [`halted${by}: ${inWords(contained)} is contained`, { reason: 'containment', [over]: subject, ...data }]
}
