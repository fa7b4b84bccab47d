import type { z } from 'zod'
import type { ExportInput } from '@/lib/identity/ledger/export-contract'
import type { Result } from '@/lib/kernel/result'
import type { ApiOptions, ApiRefusal } from './client'
import { ENTRIES_HEADER, STREAMS } from './contract/streams'
import { openStream, type OpenedStream } from './stream-client'

export type ExportRequest = z.input<typeof ExportInput>
export type OpenedExport = { entries: number; contentType: string; body: ReadableStream<Uint8Array> }

/**
 * Asks for an export; a refusal comes back as a value before its first byte. The body is `multipart/mixed`: the file,
 * then its manifest (`splitMultipart`).
 */
export async function openExport(options: ApiOptions, input: ExportRequest, signal?: AbortSignal): Promise<Result<OpenedExport, ApiRefusal>> {
  const opened = await openStream(options, STREAMS.ledger.export.path, { accept: 'multipart/mixed', query: input, ...(signal ? { signal } : {}) })
  if (!opened.ok) return opened
  const { headers, body } = opened.value
  return { ok: true, value: { entries: Number(headers.get(ENTRIES_HEADER)), contentType: headers.get('content-type') ?? '', body } }
}

/** Asks for the signed pack of a finished review; a refusal comes back as a value before its first byte. */
export function openPack(options: ApiOptions, campaignId: string, signal?: AbortSignal): Promise<Result<OpenedStream, ApiRefusal>> {
  return openStream(options, STREAMS.reviews.pack.path.replace(':campaignId', encodeURIComponent(campaignId)), { accept: 'application/zip', ...(signal ? { signal } : {}) })
}
