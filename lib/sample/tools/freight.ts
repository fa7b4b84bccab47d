import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure, store } from './store'

type Shipment = { id: string; from: string; to: string; eta: string; papers: 'complete' | 'incomplete' }
type Invoice = { id: string; shipment: string; carrier: string; eur: number; state: 'new' | 'matched' | 'paid' }

const SHIPMENTS: Shipment[] = [
  { id: 'MF-2041', from: 'Rotterdam', to: 'Gothenburg', eta: '2026-11-24', papers: 'complete' },
  { id: 'MF-2042', from: 'Hamburg', to: 'Valencia', eta: '2026-11-27', papers: 'incomplete' },
  { id: 'MF-2043', from: 'Antwerp', to: 'Gdynia', eta: '2026-11-25', papers: 'complete' },
  { id: 'MF-2044', from: 'Genoa', to: 'Piraeus', eta: '2026-12-01', papers: 'complete' },
]
const INVOICES: Invoice[] = [
  { id: 'INV-880', shipment: 'MF-2041', carrier: 'Northlane', eur: 640, state: 'new' },
  { id: 'INV-881', shipment: 'MF-2042', carrier: 'Blue Anchor', eur: 1_180, state: 'new' },
  { id: 'INV-882', shipment: 'MF-2043', carrier: 'Northlane', eur: 790, state: 'matched' },
]

const Id = z.object({ id: z.string().max(20) })
const reads = { readOnlyHint: true }

/** The freight ledger: shipments, rates and carrier invoices. */
export function freightServer(): McpServer {
  const shipments = store('shipments', SHIPMENTS)
  const invoices = store('invoices', INVOICES)
  const server = new McpServer({ name: 'sample-freight', version: '1.0.0' })
  const shipment = (id: string) => shipments.read().find((one) => one.id === id)

  server.registerTool('list_shipments', { title: 'List shipments', description: 'Every shipment under way', annotations: reads }, () => answer(shipments.read()))
  server.registerTool('get_shipment', { title: 'Get a shipment', description: 'One shipment by its number', inputSchema: Id, annotations: reads }, ({ id }) => answer(shipment(id) ?? `no shipment ${id}`))
  server.registerTool(
    'quote_rate',
    { title: 'Quote a rate', description: 'What a carrier asks for a lane', inputSchema: z.object({ from: z.string().max(60), to: z.string().max(60) }), annotations: reads },
    ({ from, to }) => answer({ from, to, eur: 400 + ((from.length * 37 + to.length * 53) % 900) }),
  )
  server.registerTool('check_customs', { title: 'Check customs papers', description: 'Whether the papers of a shipment are complete', inputSchema: Id, annotations: reads }, ({ id }) =>
    answer(shipment(id)?.papers ?? `no shipment ${id}`),
  )
  server.registerTool(
    'update_eta',
    { title: 'Change an arrival', description: 'Sets when a shipment arrives', inputSchema: Id.extend({ eta: z.iso.date() }), annotations: { readOnlyHint: false } },
    ({ id, eta }) => {
      shipments.write(shipments.read().map((one) => (one.id === id ? { ...one, eta } : one)))
      return answer(`${id} arrives on ${eta}`)
    },
  )
  server.registerTool('list_invoices', { title: 'List invoices', description: 'Carrier invoices and how far they are', annotations: reads }, () => answer(invoices.read()))
  const move = (id: string, from: Invoice['state'], to: Invoice['state']) => {
    const all = invoices.read()
    const invoice = all.find((one) => one.id === id)
    if (invoice?.state !== from) return failure(`${id} is ${invoice?.state ?? 'unknown'}, and not ${from}`)
    invoices.write(all.map((one) => (one.id === id ? { ...one, state: to } : one)))
    return answer(`${id} is ${to}`)
  }
  server.registerTool('match_invoice', { title: 'Match an invoice', description: 'Marks an invoice as matched with its shipment', inputSchema: Id, annotations: { readOnlyHint: false, idempotentHint: true } }, ({ id }) => {
    const moved = move(id, 'new', 'matched')
    return 'isError' in moved ? answer(`${id} was matched before`) : moved
  })
  server.registerTool('release_payment', { title: 'Release a payment', description: 'Pays a matched invoice', inputSchema: Id, annotations: { readOnlyHint: false, destructiveHint: true } }, ({ id }) => move(id, 'matched', 'paid'))
  return server
}
