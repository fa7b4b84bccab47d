import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { CallRecords, ensureEnrolled, feedRequest, loadPointKey, openPoint, proofChecker, type Point } from '@/lib/guard/parts'
import { startServerSpan } from '@/lib/kernel/http-span'
import { gauge, observeRequest } from '@/lib/kernel/metrics'
import { outbound } from '@/lib/kernel/outbound'
import { outboundPost } from '@/lib/kernel/outbound-post'
import { listen } from '@/lib/kernel/listen'
import type { Backend } from './backend'
import { ALLOWED_COMMANDS, commandFor } from './commands'
import { concurrencyLimit } from './concurrency'
import { discoverTools, reportTools } from './discover-tools'
import type { GatewayEvents } from './events'
import { HttpBackend, type Reach } from './http-backend'
import { sendJson } from './http-answer'
import { route, templateOf } from './routes'
import { Servers } from './servers'
import { Sessions, type Limits, type Server } from './sessions'
import { StdioBackend } from './stdio-backend'
import { ensureToolsFolder } from './tools-folder'

export type GatewayOptions = {
  issuer: string
  gatewayUrl: string
  port: number
  bind: string
  /** The gateway's own folder: its key and its enrolment. */
  folder: string
  toolsFolder: string
  /** Where `node_modules` with the tool servers' packages is. */
  packages: string
  pointName: string
  enrolmentCode: string | null
  /** Whether tool servers may be on this machine or in a private network. */
  innerNetworks: boolean
  allowedCommands?: readonly string[]
  limits?: Partial<Limits>
  events: GatewayEvents
}

const REQUESTS_PER_AGENT = 32
const REQUESTS_TOTAL = 512
const CONNECTIONS_MAX = 2_048
/** Of one answer, or one event, of a tool server. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

export type Gateway = { stop(): Promise<void>; readonly url: string }

/** Starts the gateway: listens at once (alive), and lets calls through when it is enrolled and holds a lease (ready). */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { issuer, gatewayUrl, events } = options
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await ensureToolsFolder(options.toolsFolder)
  const key = await loadPointKey(join(options.folder, 'key.jwk'))
  const request = feedRequest({ issuer, key })
  const stopping = new AbortController()

  const rules = { innerNetworks: options.innerNetworks, answerBytesMax: ANSWER_BYTES_MAX }
  const reach: Reach = { fetch: outbound(rules), post: outboundPost(rules), answerBytesMax: ANSWER_BYTES_MAX }
  const openBackend = async (server: Server): Promise<Backend> => {
    const backend = backendFor(server, options, reach)
    await backend.start()
    return backend
  }
  const sessions = new Sessions({ openBackend, onProblem: events.problem, ...(options.limits && { limits: options.limits }) })
  const servers = new Servers({
    request,
    onProblem: events.problem,
    onNew: (server) => void discover(server).catch((error: unknown) => events.problem('discovery', `${server.slug}: ${String(error).slice(0, 300)}`)),
  })
  const discover = async (server: Server) => {
    const tools = await discoverTools(() => openBackend(server))
    await reportTools(request, server, tools)
    events.discovered(server.slug, tools.length)
  }

  const concurrency = concurrencyLimit({ perAgent: REQUESTS_PER_AGENT, total: REQUESTS_TOTAL })
  const checkProof = proofChecker()
  let point: Point | null = null
  let records: CallRecords | null = null

  const isReady = () => {
    if (!point) return { ready: false, detail: 'not enrolled yet' }
    const lease = point.lease.state()
    if (!lease.valid) return { ready: false, detail: lease.detail }
    const behind = point.view.behind(lease.epochs).length > 0
    return behind ? { ready: false, detail: 'catching up with containment orders' } : { ready: true, detail: 'holds a lease' }
  }

  gauge('lanyard_lease_valid_seconds', 'How long the lease is still good for; 0 without one, and then every call is refused', () => {
    const lease = point?.lease.state()
    return lease?.valid ? lease.validForMs / 1_000 : 0
  })
  gauge('lanyard_epoch_lag', 'Tenants of which the lease knows a later containment epoch than this process', () => {
    const lease = point?.lease.state()
    return point && lease?.valid ? point.view.behind(lease.epochs).length : 0
  })

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000, maxHeaderSize: 32 * 1024 }, (incoming, response) => {
    const began = performance.now()
    const template = templateOf(incoming.url)
    response.once('close', () => observeRequest({ method: incoming.method ?? '', route: template, status: response.statusCode, ms: performance.now() - began }))
    const deps = point && records ? { ...options, point, records, checkProof, sessions, servers, concurrency, isReady } : null
    const handled = startServerSpan(incoming, response, template).run(() => (deps ? route(deps, incoming, response) : early(incoming.url, response)))
    handled.catch((error: unknown) => {
      events.fault(error)
      sendJson(response, 500, { error: 'server_error' })
    })
  })
  const early = async (url: string | undefined, response: Parameters<typeof sendJson>[0]) => {
    if (url === '/healthz') return sendJson(response, 200, { status: 'alive' })
    sendJson(response, 503, { status: 'not_ready', error: 'temporarily_unavailable', detail: 'not enrolled yet' }, { 'retry-after': '1' })
  }
  server.maxConnections = CONNECTIONS_MAX
  await listen(server, { port: options.port, bind: options.bind, variable: 'GATEWAY_PORT' })
  events.listening(gatewayUrl)

  const stop = async () => {
    stopping.abort()
    servers.stop()
    sessions.closeAll()
    point?.stop()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  const open = async () => {
    const pointId = await ensureEnrolled({
      who: 'this gateway', asCode: 'LANYARD_ENROLMENT_CODE', issuer, url: gatewayUrl, name: options.pointName, code: options.enrolmentCode, folder: options.folder, key, request,
      onWaiting: (reason) => events.problem('enrolment', reason), signal: stopping.signal,
    }) // prettier-ignore
    if (stopping.signal.aborted) return
    const opened = openPoint({
      issuer,
      pointId,
      key,
      events: {
        onContainment: (event) => {
          const cut = sessions.contain(opened.view)
          events.contained(event?.order_id ?? null, cut.cutCalls)
          return cut
        },
        onLease: (held, detail) => {
          events.lease(held, detail)
          if (!held) sessions.cutAll('the gateway has lost its lease, so nothing may go on: try again shortly', 'lease_lost')
        },
        onProblem: events.problem,
      },
    })
    records = new CallRecords(opened.records, events.problem)
    point = opened
    void records.started()
    servers.start()
    events.enrolled(pointId)
  }
  open().catch((error: unknown) => {
    if (!stopping.signal.aborted) events.fatal(error)
  })

  return { stop, url: gatewayUrl }
}

function backendFor(server: Server, options: GatewayOptions, reach: Reach): Backend {
  if (server.transport.kind === 'http') return new HttpBackend(server.transport.url, reach)
  const command = commandFor(server.transport, { allowed: options.allowedCommands ?? ALLOWED_COMMANDS, packages: options.packages, toolsFolder: options.toolsFolder })
  if (!command.ok) throw new Error(`${command.refusal.code}: \`${command.refusal.command}\``)
  return new StdioBackend(command.value)
}
