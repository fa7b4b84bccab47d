import type { z } from 'zod'
import type { Refusal } from '@/lib/identity/refusals'
import { Fault } from '@/lib/kernel/fault'
import type { Result } from '@/lib/kernel/result'
import { traced, traceHeaders, type Span } from '@/lib/kernel/tracing'
import { API, type ApiContract } from './contract'
import type { Endpoint } from './contract/endpoint'

/** What the wire can add to a verb's own refusals. */
export type ApiRefusal = Refusal | { code: 'signed_out' } | { code: 'too_many_requests'; retryAfterSeconds: number }
type Call<E> = E extends Endpoint<infer I, infer O> ? (input: z.input<I>) => Promise<Result<z.output<O>, ApiRefusal>> : never
export type Api = { [Area in keyof ApiContract]: { [Verb in keyof ApiContract[Area]]: Call<ApiContract[Area][Verb]> } }

export type ApiOptions = {
  /** The issuer's origin; the API is under `/api/v1` of it. */
  origin: string
  token: string
  fetch?: typeof fetch
  timeoutMs?: number
}

/**
 * The management API as typed functions. Refusals come back as values; anything else that goes wrong (the authority
 * is down, an answer that is not of the contract) is a Fault.
 */
export function createApi(options: ApiOptions): Api {
  const areas = Object.entries(API).map(([area, verbs]) => [
    area,
    Object.fromEntries(Object.entries(verbs).map(([verb, spec]) => [verb, (input: unknown) => call(options, spec as Endpoint, input)])),
  ])
  return Object.fromEntries(areas) as Api
}

function call(options: ApiOptions, spec: Endpoint, input: unknown): Promise<Result<unknown, ApiRefusal>> {
  const template = `/api/v1${spec.path}`
  const attributes = { 'http.request.method': spec.method, 'url.template': template, 'server.address': new URL(options.origin).hostname }
  return traced(`${spec.method} ${template}`, { kind: 'client', attributes }, (span) => send(options, spec, input, span))
}

async function send(options: ApiOptions, spec: Endpoint, input: unknown, span: Span): Promise<Result<unknown, ApiRefusal>> {
  const rest = { ...(input as Record<string, unknown>) }
  const path = spec.path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const url = new URL(`/api/v1${path}`, options.origin)
  if (spec.method === 'GET')
    for (const [name, value] of Object.entries(rest)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  const response = await (options.fetch ?? fetch)(url, {
    method: spec.method,
    headers: {
      authorization: `Bearer ${options.token}`,
      accept: 'application/json',
      ...traceHeaders(),
      ...(spec.method === 'GET' ? {} : { 'content-type': 'application/json' }),
    },
    ...(spec.method === 'GET' ? {} : { body: JSON.stringify(rest) }),
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
  })
  span.set({ 'http.response.status_code': response.status })
  if (!response.ok) span.fail(String(response.status))
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return { ok: true, value: spec.output.parse(body) }
  const refusal = (body as { refusal?: ApiRefusal } | null)?.refusal
  if (refusal) return { ok: false, refusal }
  throw new Fault(`the authority answered ${response.status} to ${spec.method} ${spec.path}`)
}
