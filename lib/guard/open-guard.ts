import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OperatorError } from '@/lib/kernel/operator-error'
import type { Opened } from './admission'
import { CallRecords } from './call-records'
import { ensureEnrolled } from './enrol'
import { feedRequest, type FeedRequest } from './feed-request'
import { fetchHandler, honoMiddleware } from './fetch-handler'
import { InFlight } from './in-flight'
import { mcpHandler } from './mcp-handler'
import { expressMiddleware, nodeHandler, type Deps } from './node-handler'
import { readOwnServer, reportTools, type OwnServer } from './own-server'
import { openPoint } from './point'
import { loadPointKey } from './point-key'
import { proofChecker } from './proof'
import type { OpenGuard } from './public'

const RETRY_MS = 1_000
/** Given once; the record says the same whoever made the code. */
const CODE = /^([a-z0-9-]{1,40})\./

/**
 * Makes this process an enforcement point. It returns at once, and what it guards refuses everything until the process
 * is enrolled, knows what it is, and holds a lease.
 */
export const openGuard: OpenGuard = (options) => {
  const { issuer, folder = '.lanyard-guard', tools } = options
  const tell = options.onProblem ?? once((problem, detail) => process.stderr.write(`lanyard/guard: ${problem}: ${detail}\n`))
  const inFlight = new InFlight()
  const stopping = new AbortController()
  let opened: Opened | null = null
  let why = 'not enrolled yet'

  async function open(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const key = await loadPointKey(join(folder, 'key.jwk'))
    const request = feedRequest({ issuer, key })
    const pointId = await ensureEnrolled({
      who: 'this server', asCode: '`code`', issuer, url: null, name: CODE.exec(options.code ?? '')?.[1] ?? '', code: options.code ?? null, folder, key, request,
      onWaiting: (reason) => tell('enrolment', (why = reason)), signal: stopping.signal,
    }) // prettier-ignore
    const server = await persistently('configuration', () => readOwnServer(request))
    const point = openPoint({
      issuer,
      pointId,
      key,
      events: {
        onContainment: () => inFlight.contain(point.view),
        onLease: (held) => {
          if (!held) inFlight.cutAll('this server has lost its lease, so nothing may go on: try again shortly', 'lease_lost')
        },
        onProblem: tell,
      },
    })
    if (stopping.signal.aborted) return point.stop()
    const records = new CallRecords(point.records, tell)
    opened = { point, records, checkProof: proofChecker(), server, inFlight }
    void records.started()
    void report(request, server)
  }

  const report = (request: FeedRequest, server: OwnServer) => persistently('tools', () => reportTools(request, server, tools)).catch(() => undefined)

  /** Until it works, or this process stops. */
  async function persistently<T>(what: string, work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        tell(what, (why = wordsOf(error)))
        await pause(RETRY_MS, undefined, { signal: stopping.signal })
      }
    }
  }

  const opening = open()
  opening.catch((error: unknown) => {
    if (!stopping.signal.aborted) tell('cannot_guard', (why = wordsOf(error)))
  })

  const state = (): { ready: boolean; detail: string } => {
    if (!opened) return { ready: false, detail: why }
    const lease = opened.point.lease.state()
    if (!lease.valid) return { ready: false, detail: lease.detail }
    return opened.point.view.behind(lease.epochs).length > 0 ? { ready: false, detail: 'catching up with containment orders' } : { ready: true, detail: 'holds a lease' }
  }

  const deps: Deps = { issuer, tools, opened: () => opened ?? { detail: why }, onFault: (error) => tell('fault', wordsOf(error)) }
  return {
    protect: (tool, handler) => fetchHandler(deps, tool, handler),
    node: (tool, handler) => nodeHandler(deps, tool, handler),
    express: (tool) => expressMiddleware(deps, tool),
    hono: (tool) => honoMiddleware(deps, tool),
    mcp: (handler) => mcpHandler(deps, handler),
    state,
    async ready() {
      await opening
      while (!state().ready && !stopping.signal.aborted) await pause(20)
      if (stopping.signal.aborted) throw new OperatorError('the guard was closed')
    },
    async close() {
      stopping.abort()
      await opening.catch(() => undefined)
      inFlight.cutAll('this server is stopping', 'server_stopping')
      opened?.point.stop()
      opened = null
      why = 'the guard was closed'
    },
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : 'unknown')

/** The same, again and again, is one line until something else happens. */
function once(write: (problem: string, detail: string) => void): (problem: string, detail: string) => void {
  let last = ''
  return (problem, detail) => {
    if (last === `${problem} ${detail}`) return
    last = `${problem} ${detail}`
    write(problem, detail)
  }
}
