import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '@/lib/kernel/operator-error'
import type { FeedRequest } from './feed-request'
import type { PointKey } from './point-key'

const Enrolled = z.object({ point_id: z.string().min(1), issuer: z.string(), thumbprint: z.string() })
const RETRY_MS = 500
const RETRY_MS_MAX = 5_000

export type Enrolment = { /** In messages: `this gateway`, say, and where its code is given. */ who: string; asCode: string; issuer: string; /** Null where the authority knows it. */ url: string | null; name: string; code: string | null; folder: string; key: PointKey; request: FeedRequest }

/**
 * Makes an enforcement point known to the authority, once: its key is enrolled with a code that works once, and from then on
 * the key speaks for it. Waits for an authority that is not up yet; a code that is refused stops the start.
 */
export async function ensureEnrolled(options: Enrolment & { onWaiting: (reason: string) => void; signal: AbortSignal }): Promise<string> {
  const path = join(options.folder, 'point.json')
  const known = await readEnrolment(path)
  if (known && known.issuer === options.issuer && known.thumbprint === options.key.thumbprint && (await stillKnown(options))) return known.point_id
  if (!options.code) throw new OperatorError(`${options.who} is not enrolled: set ${options.asCode} to a code from the console`)

  for (let wait = RETRY_MS; !options.signal.aborted; wait = Math.min(wait * 2, RETRY_MS_MAX)) {
    const answer = await enrol(options, options.code).catch((error: unknown) => (error instanceof OperatorError ? Promise.reject(error) : String(error)))
    if (typeof answer !== 'string') {
      await writeEnrolment(path, { point_id: answer.pointId, issuer: options.issuer, thumbprint: options.key.thumbprint })
      return answer.pointId
    }
    options.onWaiting(answer.slice(0, 200))
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
  throw new OperatorError('stopped before it was enrolled')
}

/** False only when the authority says that it does not know this key, and there is a code to enrol it with anew. */
async function stillKnown(options: Enrolment): Promise<boolean> {
  if (!options.code) return true
  const nonce = randomBytes(16).toString('base64url')
  const answer = await options.request({ method: 'POST', path: '/feed/lease', body: { nonce }, timeoutMs: 3_000 }).catch(() => null)
  return answer?.status !== 401 && answer?.status !== 403
}

/** A string is why it has to be tried again. */
async function enrol(options: Enrolment, code: string): Promise<{ pointId: string } | string> {
  const body = { code, name: options.name, ...(options.url === null ? {} : { url: options.url }), jwk: options.key.publicJwk }
  const { status, text } = await options.request({ method: 'POST', path: '/feed/enrol', body, timeoutMs: 5_000 })
  if (status >= 200 && status < 300) {
    const answer = z.object({ point_id: z.string() }).parse(JSON.parse(text))
    return { pointId: answer.point_id }
  }
  if (status >= 500 || status === 404 || status === 429) return `the authority answered ${status} to the enrolment`
  throw new OperatorError(`the authority refused to enrol ${options.who} (${status}): ${options.asCode} works once, within 15 minutes, for the name it was made for; make another`)
}

async function readEnrolment(path: string): Promise<z.output<typeof Enrolled> | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return Enrolled.parse(JSON.parse(text))
  } catch {
    return null
  }
}

async function writeEnrolment(path: string, enrolment: z.output<typeof Enrolled>): Promise<void> {
  const temporary = `${path}.new`
  await writeFile(temporary, `${JSON.stringify(enrolment)}\n`, { mode: 0o600 })
  await rename(temporary, path)
}
