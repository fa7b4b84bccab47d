import type { SentencePart } from '@/components/identity/event-sentence'

const ito = { kind: 'person', id: 'example-ito', name: 'M. Ito', href: '#' } as const
const bot = { kind: 'agent', id: 'example-bot', name: 'inv-bot', href: '#' } as const
const planner = { kind: 'agent', id: 'example-planner', name: 'close-planner', href: '#' } as const

export const exampleSentence: readonly SentencePart[] = [
  bot,
  { text: ' called ' },
  { kind: 'tool', id: 'read_invoice', name: 'read_invoice' },
  { text: ' for ' },
  ito,
  { text: ' because FIN-212, through ' },
  planner,
]

/** A name with a right-to-left override and markup in it: neither may reach the words beside it. */
export const hostileSentence: readonly SentencePart[] = [
  { kind: 'agent', id: 'example-hostile', name: '\u202Etob-live <b>x</b>' },
  { text: ' called ' },
  { kind: 'tool', id: 'post_payment', name: 'post_payment' },
  { text: ' for ' },
  ito,
]
