import { Fault } from '@/lib/kernel/fault'
import type { Result } from '@/lib/kernel/result'
import { traceHeaders } from '@/lib/kernel/tracing'
import type { ApiOptions, ApiRefusal } from './client'

export type OpenedStream = { headers: Headers; body: ReadableStream<Uint8Array> }

/** Asks for an answer that is a stream; a refusal comes back as a value before its first byte. */
export async function openStream(options: ApiOptions, path: string, ask: { accept: string; query?: Readonly<Record<string, unknown>>; headers?: Readonly<Record<string, string>>; signal?: AbortSignal }): Promise<Result<OpenedStream, ApiRefusal>> {
  const url = new URL(`/api/v1${path}`, options.origin)
  for (const [name, value] of Object.entries(ask.query ?? {})) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  const response = await (options.fetch ?? fetch)(url, {
    headers: { authorization: `Bearer ${options.token}`, accept: ask.accept, ...ask.headers, ...traceHeaders() },
    redirect: 'error',
    cache: 'no-store',
    ...(ask.signal ? { signal: ask.signal } : {}),
  })
  if (response.ok && response.body) return { ok: true, value: { headers: response.headers, body: response.body } }
  const body = (await response.json().catch(() => null)) as { refusal?: ApiRefusal } | null
  if (body?.refusal) return { ok: false, refusal: body.refusal }
  throw new Fault(`the authority answered ${response.status} to ${path}`)
}
