import type { z } from 'zod'
import type { ExportInput } from '@/lib/identity/ledger/export-contract'
import { Fault } from '@/lib/kernel/fault'
import type { Result } from '@/lib/kernel/result'
import { traceHeaders } from '@/lib/kernel/tracing'
import type { ApiOptions, ApiRefusal } from './client'
import { ENTRIES_HEADER, STREAMS } from './contract/streams'

export type ExportRequest = z.input<typeof ExportInput>
export type OpenedExport = { entries: number; contentType: string; body: ReadableStream<Uint8Array> }

/**
 * Asks for an export; a refusal comes back as a value before its first byte. The body is `multipart/mixed`: the file,
 * then its manifest (`splitMultipart`).
 */
export async function openExport(options: ApiOptions, input: ExportRequest, signal?: AbortSignal): Promise<Result<OpenedExport, ApiRefusal>> {
  const url = new URL(`/api/v1${STREAMS.ledger.export.path}`, options.origin)
  for (const [name, value] of Object.entries(input)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  const response = await (options.fetch ?? fetch)(url, {
    headers: { authorization: `Bearer ${options.token}`, accept: 'multipart/mixed', ...traceHeaders() },
    redirect: 'error',
    cache: 'no-store',
    ...(signal ? { signal } : {}),
  })
  if (response.ok && response.body)
    return { ok: true, value: { entries: Number(response.headers.get(ENTRIES_HEADER)), contentType: response.headers.get('content-type') ?? '', body: response.body } }
  const body = (await response.json().catch(() => null)) as { refusal?: ApiRefusal } | null
  if (body?.refusal) return { ok: false, refusal: body.refusal }
  throw new Fault(`the authority answered ${response.status} to an export`)
}
