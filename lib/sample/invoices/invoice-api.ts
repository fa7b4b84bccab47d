import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Guard } from '@/lib/guard'

/** What agents may be given here; people read it when they are asked. */
export const INVOICE_TOOLS = {
  list_invoices: { title: 'List invoices', description: 'Customer invoices that are open', readOnly: true },
  get_invoice: { title: 'Get an invoice', description: 'One customer invoice by its number', readOnly: true },
  approve_invoice: { title: 'Approve an invoice', description: 'Lets an invoice go out to the customer', readOnly: false },
} as const

type Invoice = { id: string; customer: string; eur: number; state: 'draft' | 'approved' }
const FIRST: readonly Invoice[] = [
  { id: 'C-3101', customer: 'Halden Timber', eur: 2_480, state: 'draft' },
  { id: 'C-3102', customer: 'Orchard & Vine', eur: 910, state: 'draft' },
  { id: 'C-3103', customer: 'Kessler Tools', eur: 14_300, state: 'approved' },
]

const ROUTES = [
  { tool: 'list_invoices', method: 'GET', path: /^\/invoices$/ },
  { tool: 'get_invoice', method: 'GET', path: /^\/invoices\/([A-Z0-9-]{1,20})$/ },
  { tool: 'approve_invoice', method: 'POST', path: /^\/invoices\/([A-Z0-9-]{1,20})\/approval$/ },
] as const

const routeOf = ({ method, url = '' }: IncomingMessage) => ROUTES.find((route) => route.method === method && route.path.test(url.split('?', 1)[0] ?? ''))

/**
 * The invoice service of the sample company: an ordinary HTTP API of its own, not behind the gateway. The guard lets
 * nobody in whose chain, mandate and scopes do not allow exactly this, and stops whoever is halted.
 */
export function invoiceApi(guard: Guard): (request: IncomingMessage, response: ServerResponse) => void {
  let invoices = FIRST
  return guard.node(
    (request) => routeOf(request)?.tool,
    (request, response) => {
      const route = routeOf(request)
      const id = route?.path.exec((request.url ?? '').split('?', 1)[0] ?? '')?.[1]
      if (route?.tool === 'list_invoices') return answer(response, 200, invoices)
      const invoice = invoices.find((one) => one.id === id)
      if (!invoice) return answer(response, 404, { error: 'there is no such invoice' })
      if (route?.tool === 'approve_invoice') invoices = invoices.map((one) => (one === invoice ? { ...one, state: 'approved' } : one))
      answer(response, 200, invoices.find((one) => one.id === id))
    },
  )
}

const answer = (response: ServerResponse, status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
