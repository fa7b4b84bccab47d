import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, store } from './store'

type Ticket = { id: string; customer: string; subject: string; state: 'new' | 'drafted' | 'closed'; draft?: string }

const TICKETS: Ticket[] = [
  { id: 'T-501', customer: 'Halden Timber', subject: 'Where is our container from Rotterdam?', state: 'new' },
  { id: 'T-502', customer: 'Casa Naranja', subject: 'The customs form of MF-2042 is missing', state: 'new' },
  { id: 'T-503', customer: 'Baltic Glass', subject: 'Please send the invoice again', state: 'new' },
  { id: 'T-504', customer: 'Orso Foods', subject: 'Can the pickup be on Thursday?', state: 'new' },
]
const Id = z.object({ id: z.string().max(20) })

/** The ticket desk: what customers ask, and drafts of what they are answered. */
export function deskServer(): McpServer {
  const tickets = store('tickets', TICKETS)
  const server = new McpServer({ name: 'sample-desk', version: '1.0.0' })
  const change = (id: string, what: Partial<Ticket>) => tickets.write(tickets.read().map((one) => (one.id === id ? { ...one, ...what } : one)))

  server.registerTool('list_tickets', { title: 'List tickets', description: 'Every ticket, newest last', annotations: { readOnlyHint: true } }, () => answer(tickets.read()))
  server.registerTool('read_ticket', { title: 'Read a ticket', description: 'One ticket by its number', inputSchema: Id, annotations: { readOnlyHint: true } }, ({ id }) =>
    answer(tickets.read().find((one) => one.id === id) ?? `no ticket ${id}`),
  )
  server.registerTool(
    'draft_answer',
    { title: 'Draft an answer', description: 'Puts a draft beside a ticket; a person sends it', inputSchema: Id.extend({ text: z.string().max(2_000) }), annotations: { readOnlyHint: false } },
    ({ id, text }) => {
      change(id, { state: 'drafted', draft: text })
      return answer(`a draft lies beside ${id}`)
    },
  )
  server.registerTool('close_ticket', { title: 'Close a ticket', description: 'Closes a ticket for good', inputSchema: Id, annotations: { readOnlyHint: false, destructiveHint: true } }, ({ id }) => {
    change(id, { state: 'closed' })
    return answer(`${id} is closed`)
  })
  return server
}
