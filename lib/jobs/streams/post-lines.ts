import type { StreamLine } from '@/lib/identity/ledger'
import { FORMATS, type ExportFormat } from '@/lib/evidence'
import { outbound, OutboundRefused } from '@/lib/kernel/outbound'
import { webhookHeaders } from '@/lib/kernel/standard-webhook'
import { notSent, type Sent, type StreamRules } from './sent'

const ANSWER_MS_MAX = 20_000
const ANSWER_BYTES_MAX = 8 * 1024
/** A receiver that is told so has gone for good (RFC 9110 §15.5.11). */
const GONE = 410

type Call = { url: string; authorization: string | null; secret: string; format: ExportFormat; id: string }

/** One signed POST of a batch, a line for each entry. 2xx is the acknowledgement, and nothing else is. */
export async function postLines(rules: Pick<StreamRules, 'innerNetworks'>, { url, authorization, secret, format, id }: Call, lines: readonly StreamLine[]): Promise<Sent> {
  const ask = outbound({ innerNetworks: rules.innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  const body = lines.map(({ text }) => `${text}\n`).join('')
  const headers = { 'content-type': FORMATS[format].mediaType, ...webhookHeaders(secret, id, body, new Date()), ...(authorization === null ? {} : { authorization }) }
  try {
    const response = await ask(url, { method: 'POST', body, headers })
    await response.body?.cancel()
    return response.ok ? { ok: true } : notSent(`it answered ${response.status}`, response.status === GONE)
  } catch (error) {
    if (error instanceof OutboundRefused) return notSent(error.message)
    const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
    return notSent(isLate ? `no answer within ${ANSWER_MS_MAX / 1_000} s` : 'it could not be reached')
  }
}
