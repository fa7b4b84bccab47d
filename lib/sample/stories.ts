import { scopesOf, type PersonName } from './company'

/** One step: which agent of the chain (0 is the first), and what it calls. */
export type Step = readonly [actor: number, tool: string, input: Record<string, unknown>]
export type Story = {
  /** The slug of the one server that it is about. */
  server: string
  /** From the first agent down, with what each passes on to the next. */
  chain: readonly { agent: string; scopes: readonly string[] }[]
  /** Who is asked; left out: the first agent's standing mandate. */
  person?: { name: PersonName; purpose: string }
  steps: readonly Step[]
  /** Now and then it tries what it may not. */
  temptation?: Step
}

/** What the sample agents do all day. Chains of three, two, two and one. */
export const STORIES: readonly Story[] = [
  {
    server: 'sample-freight',
    person: { name: 'mariko', purpose: 'Plan the shipments of this week' },
    chain: [
      { agent: 'dispatch-planner', scopes: scopesOf('freight', 'list_shipments', 'get_shipment', 'quote_rate', 'check_customs') },
      { agent: 'route-optimizer', scopes: scopesOf('freight', 'get_shipment', 'quote_rate', 'check_customs') },
      { agent: 'customs-checker', scopes: scopesOf('freight', 'check_customs') },
    ],
    steps: [
      [0, 'list_shipments', {}],
      [0, 'get_shipment', { id: 'MF-2042' }],
      [1, 'get_shipment', { id: 'MF-2042' }],
      [1, 'quote_rate', { from: 'Hamburg', to: 'Valencia' }],
      [2, 'check_customs', { id: 'MF-2042' }],
      [1, 'quote_rate', { from: 'Genoa', to: 'Piraeus' }],
      [2, 'check_customs', { id: 'MF-2044' }],
    ],
  },
  {
    server: 'sample-freight',
    chain: [
      { agent: 'invoice-matcher', scopes: [] },
      { agent: 'ledger-reader', scopes: scopesOf('freight', 'list_invoices', 'get_shipment') },
    ],
    steps: [
      [1, 'list_invoices', {}],
      [1, 'get_shipment', { id: 'MF-2041' }],
      [0, 'match_invoice', { id: 'INV-880' }],
      [0, 'get_shipment', { id: 'MF-2042' }],
      [0, 'match_invoice', { id: 'INV-881' }],
    ],
  },
  {
    server: 'sample-invoices',
    chain: [
      { agent: 'invoice-matcher', scopes: [] },
      { agent: 'ledger-reader', scopes: scopesOf('invoices', 'list_invoices', 'get_invoice') },
    ],
    steps: [
      [1, 'list_invoices', {}],
      [1, 'get_invoice', { id: 'C-3101' }],
      [0, 'approve_invoice', { id: 'C-3101' }],
      [1, 'get_invoice', { id: 'C-3102' }],
    ],
    temptation: [1, 'approve_invoice', { id: 'C-3103' }],
  },
  {
    server: 'sample-freight',
    chain: [{ agent: 'shift-reporter', scopes: [] }],
    steps: [
      [0, 'list_shipments', {}],
      [0, 'list_invoices', {}],
    ],
    temptation: [0, 'release_payment', { id: 'INV-882' }],
  },
  {
    server: 'sample-desk',
    chain: [
      { agent: 'support-triage', scopes: [] },
      { agent: 'answer-drafter', scopes: scopesOf('desk', 'read_ticket', 'draft_answer') },
    ],
    steps: [
      [0, 'list_tickets', {}],
      [1, 'read_ticket', { id: 'T-501' }],
      [1, 'draft_answer', { id: 'T-501', text: 'It arrives on Tuesday.' }],
      [0, 'read_ticket', { id: 'T-502' }],
      [1, 'read_ticket', { id: 'T-504' }],
      [1, 'draft_answer', { id: 'T-504', text: 'Thursday suits us.' }],
    ],
  },
]
