import 'server-only'
import { createApi, type Api, type ApiRefusal } from '@/lib/api/client'
import { STREAMS } from '@/lib/api/contract/streams'
import { openExport, openPack, type ExportRequest, type OpenedExport } from '@/lib/api/export-client'
import { openStream, type OpenedStream } from '@/lib/api/stream-client'
import { refuse, type Result } from '@/lib/kernel/result'
import { environment } from './environment'
import { session } from './session'

/** The management API with the signed-in person's own token; null when nobody is signed in. */
export async function apiAsSignedIn(): Promise<Api | null> {
  const signedIn = await session()
  return signedIn && createApi({ origin: environment().issuer, token: signedIn.accessToken })
}

/** An export as the signed-in person; it ends at the authority when whoever asked for it is gone. */
export async function exportAsSignedIn(request: ExportRequest, signal: AbortSignal): Promise<Result<OpenedExport, ApiRefusal>> {
  const signedIn = await session()
  return signedIn ? openExport({ origin: environment().issuer, token: signedIn.accessToken }, request, signal) : refuse({ code: 'signed_out' as const })
}

/** A finished review as a signed file, as the signed-in person. */
export async function packAsSignedIn(campaignId: string, signal: AbortSignal): Promise<Result<OpenedStream, ApiRefusal>> {
  const signedIn = await session()
  return signedIn ? openPack({ origin: environment().issuer, token: signedIn.accessToken }, campaignId, signal) : refuse({ code: 'signed_out' as const })
}

/** The board of an order as the signed-in person, as it changes; their token stays here. */
export async function watchAsSignedIn(orderId: string, lastId: string | null, signal: AbortSignal): Promise<Result<OpenedStream, ApiRefusal>> {
  const signedIn = await session()
  if (!signedIn) return refuse({ code: 'signed_out' as const })
  const path = STREAMS.containment.watch.path.replace(':orderId', encodeURIComponent(orderId))
  return openStream({ origin: environment().issuer, token: signedIn.accessToken }, path, { accept: 'text/event-stream', headers: lastId ? { 'last-event-id': lastId } : {}, signal })
}
