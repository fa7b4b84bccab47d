import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Result } from '@/lib/kernel/result'
import { identify, letThrough, neededFor, notReady, toolNamed, type Opened } from './admission'
import { credentialsOf } from './authenticate'
import type { Denial } from './denial'
import type { OpenCall } from './in-flight'
import { follow, refuseHttp, send, targetOf, type Refuse } from './node-answer'
import { parametersOf } from './parameters-of'
import type { GuardOptions, NodeHandler, ToolOf } from './public'
import { answerWellKnown } from './well-known'

/** What the handlers share: what is there once the process is enrolled, else why it is not. */
export type Deps = Pick<GuardOptions, 'issuer' | 'tools'> & { opened: () => Opened | { detail: string }; onFault: (error: unknown) => void }

/** A listener for `http.createServer`. */
export const nodeHandler =
  (deps: Deps, tool: ToolOf<IncomingMessage>, handler: NodeHandler) =>
  (request: IncomingMessage, response: ServerResponse): void =>
    guarded(deps, request, response, async (opened) => {
      const call = await callOf(opened, request, response, tool)
      if (call) await handler(request, response, call.caller)
    })

/** Middleware for Express and Connect. */
export const expressMiddleware =
  (deps: Deps, tool: ToolOf<IncomingMessage>) =>
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void =>
    guarded(deps, request, response, async (opened) => {
      const call = await callOf(opened, request, response, tool)
      if (!call) return
      Object.assign(request, { caller: call.caller })
      next()
    })

/** Everything that a guarded listener has in common: not before there is a lease to go by, its own paths, and no fault that lets anything through. */
export function guarded(deps: Deps, request: IncomingMessage, response: ServerResponse, proceed: (opened: Opened) => Promise<void>): void {
  const run = async (): Promise<void> => {
    const opened = deps.opened()
    if (!('point' in opened)) return refuseHttp(response, notReady(opened.detail))
    const own = await answerWellKnown(opened, { credentials: credentialsOf(request), target: targetOf(request) }, deps)
    if (!own) return proceed(opened)
    if ('denial' in own) return refuseHttp(response, own.denial)
    if (own.status === 200) return send(response, 200, own.body)
    response.writeHead(204, { 'cache-control': 'no-store' }).end()
  }
  run().catch((error: unknown) => {
    deps.onFault(error)
    refuseHttp(response, FAULT)
  })
}
const FAULT: Denial = { status: 500, code: -32_603, message: 'the request could not be carried out', data: {}, headers: {} }

async function callOf(opened: Opened, request: IncomingMessage, response: ServerResponse, tool: ToolOf<IncomingMessage>): Promise<OpenCall | null> {
  const target = targetOf(request)
  const credentials = credentialsOf(request)
  const known = await identify(opened, { credentials, target })
  if (!known.ok) return followed(known, response, refuseHttp)
  const needed = neededFor(opened.server.slug, toolNamed(tool, request), parametersOf(credentials.method, target))
  return followed(await letThrough(opened, known.value, needed), response, refuseHttp)
}

/** Null: it was refused, and is answered; or nobody is left who waits for it. */
export function followed(admitted: Result<OpenCall, Denial>, response: ServerResponse, refuse: Refuse): OpenCall | null {
  if (!admitted.ok) {
    refuse(response, admitted.refusal)
    return null
  }
  const call = admitted.value
  if (response.destroyed) {
    call.end({ result: 'failed', reason: 'caller_gone' })
    return null
  }
  follow(call, response, refuse)
  return call.isOver ? null : call
}

