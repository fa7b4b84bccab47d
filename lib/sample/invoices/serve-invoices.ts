import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Api } from '@/lib/api/client'
import { openGuard } from '@/lib/guard'
import { need } from '../need'
import { INVOICE_TOOLS, invoiceApi } from './invoice-api'

export const INVOICES = { slug: 'sample-invoices', title: 'Invoice API (sample)', description: 'Customer invoices of Meridian Freight: a service that guards itself.' } as const
const AGAIN_MS = 5_000

type Options = { issuer: string; /** The sample's. */ folder: string; api: Api; onProblem: (problem: string, detail: string) => void }

/**
 * Starts the sample's invoice service on this machine and makes it known, once, as its team would: registered at its
 * address, enrolled with a code. From then on the address stays, because tokens name it.
 */
export async function serveInvoices({ issuer, folder, api, onProblem }: Options): Promise<string> {
  const server = createServer()
  const known = (await need(api.toolServers.list({}))).find(({ slug }) => slug === INVOICES.slug)
  const port = await listening(server, known ? Number(new URL(known.resource).port) : 0, onProblem)
  const { resource } = known ?? (await need(api.toolServers.register({ ...INVOICES, transport: { kind: 'guard', url: `http://127.0.0.1:${port}/` } })))
  const own = join(folder, 'invoices')
  const code = existsSync(join(own, 'point.json')) ? undefined : (await need(api.containment.invitePoint({ server: INVOICES.slug }))).code
  const guard = openGuard({ issuer, code, folder: own, tools: INVOICE_TOOLS, onProblem })
  server.on('request', invoiceApi(guard))
  return resource
}

/** Its own port, as soon as nobody else has it. */
async function listening(server: Server, port: number, onProblem: Options['onProblem']): Promise<number> {
  for (;;) {
    const failed = await new Promise<Error | null>((resolve) => {
      server.once('error', resolve).listen(port, '127.0.0.1', () => resolve(null))
    })
    if (!failed) return (server.address() as AddressInfo).port
    onProblem('invoices', `cannot listen: ${failed.message}`)
    await pause(AGAIN_MS)
  }
}
