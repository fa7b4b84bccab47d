import type { IdentityDocumentInput, RegisterToolServerInput } from '@/lib/identity/registry/contract'
import type { Role } from '@/lib/identity/access/contract'
import type { z } from 'zod'

/** Meridian Freight: a made-up forwarder that moves containers, and the agents that help it. */
export type PersonName = keyof typeof PEOPLE
type Person = { name: string; email: string; role: Role }
const at = (local: string) => `${local}@meridian-freight.example`

/** The first administrator is there from the start; these are invited by her. */
export const PEOPLE = {
  tomas: { name: 'Tomás Rivera', email: at('tomas.rivera'), role: 'admin' },
  mariko: { name: 'Mariko Ito', email: at('mariko.ito'), role: 'owner' },
  jonas: { name: 'Jonas Weber', email: at('jonas.weber'), role: 'owner' },
  amara: { name: 'Amara Okafor', email: at('amara.okafor'), role: 'owner' },
  priya: { name: 'Priya Nair', email: at('priya.nair'), role: 'analyst' },
  lena: { name: 'Lena Kowalska', email: at('lena.kowalska'), role: 'analyst' },
  hugo: { name: 'Hugo Martin', email: at('hugo.martin'), role: 'auditor' },
} as const satisfies Record<string, Person>

type Server = z.input<typeof RegisterToolServerInput>
/** Slugs are the installation's: these say whose they are. */
export const SERVERS: readonly Server[] = [
  {
    slug: 'sample-freight',
    title: 'Freight ledger (sample)',
    description: 'Shipments, quotes and carrier invoices of Meridian Freight.',
    owner: PEOPLE.jonas.email,
    transport: { kind: 'stdio', command: 'lanyard-sample', args: ['freight'] },
  },
  {
    slug: 'sample-desk',
    title: 'Ticket desk (sample)',
    description: 'What customers of Meridian Freight ask for, and what they are answered.',
    owner: PEOPLE.amara.email,
    transport: { kind: 'stdio', command: 'lanyard-sample', args: ['desk'] },
  },
  {
    slug: 'sample-files',
    title: 'Documents (sample)',
    description: 'Contracts, rate sheets and handbooks of Meridian Freight.',
    owner: PEOPLE.mariko.email,
    transport: { kind: 'stdio', command: 'mcp-server-filesystem', args: ['./sample/files'] },
  },
  {
    slug: 'sample-toolbox',
    title: 'Toolbox (sample)',
    description: 'The reference server of the Model Context Protocol.',
    transport: { kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] },
  },
]

const tools = (server: string, ...names: string[]) => names.map((tool_id) => ({ mcp_server: `sample-${server}`, tool_id }))

type Agent = Omit<IdentityDocumentInput, 'owner' | 'sponsor'> & {
  owner: PersonName
  sponsor: PersonName
  /** Brought into force by somebody else than its owner, where its risk asks for that. Left out: it stays a draft. */
  approvedBy?: PersonName
  /** What it does by itself, and may for a while. */
  standing?: { purpose: string; scopes: readonly string[] }
}
const RETURN = { redirect_uris: ['http://127.0.0.1/callback'] }
const scopes = (server: string, ...names: string[]) => names.map((name) => `mcp:sample-${server}:${name}`)

/** Each after the agents that it passes authority on to. */
export const AGENTS: readonly Agent[] = [
  {
    name: 'customs-checker', version: '2.1', owner: 'jonas', sponsor: 'mariko', team: 'Customs', platform: 'custom', risk_level: 'medium', runtime: 'on_premises',
    purpose: 'Checks that the customs papers of a shipment are complete',
    tools: tools('freight', 'check_customs', 'get_shipment'),
    data_access: [{ resource: 'customs declarations', access_type: 'read', sensitivity: 'confidential' }],
  },
  {
    name: 'route-optimizer', version: '4', owner: 'jonas', sponsor: 'mariko', team: 'Operations', platform: 'langchain', risk_level: 'low', runtime: 'managed_cloud',
    purpose: 'Finds the cheapest route that still arrives in time',
    tools: tools('freight', 'get_shipment', 'quote_rate', 'check_customs'), may_delegate_to: ['customs-checker'],
  },
  {
    name: 'dispatch-planner', version: '7', owner: 'mariko', sponsor: 'mariko', team: 'Operations', platform: 'langgraph', risk_level: 'medium', runtime: 'managed_cloud',
    purpose: 'Plans the day’s shipments for the dispatcher who asks',
    tools: tools('freight', 'list_shipments', 'get_shipment', 'quote_rate', 'check_customs', 'update_eta'), may_delegate_to: ['route-optimizer'],
    expected_behaviour: { hours: '06:00 to 22:00', rate: 'up to 40 calls an hour', typical_sequences: ['list_shipments, get_shipment, quote_rate'] }, ...RETURN,
  },
  {
    name: 'ledger-reader', version: '3', owner: 'amara', sponsor: 'amara', team: 'Finance', platform: 'bedrock', risk_level: 'low', runtime: 'managed_cloud',
    purpose: 'Looks up invoices for other finance agents',
    tools: [...tools('freight', 'list_invoices', 'get_shipment'), ...tools('invoices', 'list_invoices', 'get_invoice')],
  },
  {
    name: 'invoice-matcher', version: '5.2', owner: 'amara', sponsor: 'amara', team: 'Finance', platform: 'copilot_studio', risk_level: 'high', runtime: 'saas', approvedBy: 'tomas',
    purpose: 'Matches carrier invoices with what was shipped, every night, and approves what customers are billed',
    tools: [...tools('freight', 'list_invoices', 'match_invoice', 'get_shipment'), ...tools('invoices', 'list_invoices', 'get_invoice', 'approve_invoice')], may_delegate_to: ['ledger-reader'],
    capabilities: [{ capability_id: 'match', description: 'Marks an invoice as matched', risk_level: 'high' }],
    data_access: [{ resource: 'carrier invoices', access_type: 'write', sensitivity: 'confidential' }],
    human_oversight: { required_for: ['differences above 500 EUR'], approvers: [PEOPLE.amara.email] },
    standing: { purpose: 'Match the carrier invoices of the night', scopes: [...scopes('freight', 'list_invoices', 'match_invoice', 'get_shipment'), ...scopes('invoices', 'list_invoices', 'get_invoice', 'approve_invoice')] },
  },
  {
    name: 'payment-releaser', version: '1.4', owner: 'amara', sponsor: 'tomas', team: 'Finance', platform: 'bedrock', risk_level: 'critical', runtime: 'managed_cloud', approvedBy: 'tomas',
    purpose: 'Releases payments of invoices that were matched and approved',
    tools: tools('freight', 'list_invoices', 'release_payment'),
    capabilities: [{ capability_id: 'pay', description: 'Releases money', risk_level: 'critical' }],
    standing: { purpose: 'Release what finance has approved', scopes: scopes('freight', 'list_invoices', 'release_payment') },
  },
  {
    name: 'answer-drafter', version: '2', owner: 'jonas', sponsor: 'jonas', team: 'Support', platform: 'mcp_client', risk_level: 'low', runtime: 'saas',
    purpose: 'Drafts answers to customers for the support team',
    tools: tools('desk', 'read_ticket', 'draft_answer'),
  },
  {
    name: 'support-triage', version: '6', owner: 'jonas', sponsor: 'jonas', team: 'Support', platform: 'crewai', risk_level: 'medium', runtime: 'on_premises',
    purpose: 'Sorts new tickets and passes on what can be drafted',
    tools: tools('desk', 'list_tickets', 'read_ticket', 'draft_answer'), may_delegate_to: ['answer-drafter'],
    standing: { purpose: 'Sort the tickets as they come', scopes: scopes('desk', 'list_tickets', 'read_ticket', 'draft_answer') },
  },
  {
    name: 'shift-reporter', version: '1.1', owner: 'mariko', sponsor: 'mariko', team: 'Operations', platform: 'agentforce', risk_level: 'low', runtime: 'saas',
    purpose: 'Writes the report of each shift from shipments and tickets',
    tools: tools('freight', 'list_shipments', 'list_invoices'),
    standing: { purpose: 'Report what happened in the shift', scopes: scopes('freight', 'list_shipments', 'list_invoices') },
  },
  {
    name: 'contract-scout', version: '3.3', owner: 'amara', sponsor: 'mariko', team: 'Legal', platform: 'vertex_ai', risk_level: 'medium', runtime: 'managed_cloud',
    purpose: 'Finds clauses in carrier contracts',
    tools: tools('files', 'list_directory', 'read_text_file'),
    data_access: [{ resource: 'carrier contracts', access_type: 'read', sensitivity: 'restricted' }],
    standing: { purpose: 'Keep the overview of carrier contracts', scopes: scopes('files', 'list_directory', 'read_text_file') },
  },
  {
    name: 'handbook-helper', version: '2.8', owner: 'jonas', sponsor: 'jonas', team: 'Engineering', platform: 'claude_code', risk_level: 'medium', runtime: 'edge_unmanaged',
    purpose: 'Keeps the operations handbook in step with how things are done',
    tools: [...tools('files', 'list_directory', 'read_text_file', 'write_file'), ...tools('toolbox', 'echo')], ...RETURN,
  },
  {
    name: 'fleet-telemetry', version: '0.9', owner: 'jonas', sponsor: 'mariko', team: 'Engineering', platform: 'custom', risk_level: 'high', runtime: 'edge_unmanaged',
    purpose: 'Would read positions of trucks and change arrival times by itself',
    tools: tools('freight', 'get_shipment', 'update_eta'),
  },
] // prettier-ignore

export const scopesOf = scopes
