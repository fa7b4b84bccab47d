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
