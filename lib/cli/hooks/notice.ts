import { errors, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { signedByIssuer } from '@/lib/guard/signed-by-issuer'
import { GRAINS, MODES } from '@/lib/identity/containment/contract'
import { refuse, type Result } from '@/lib/kernel/result'

const TYP = 'lanyard-runtime-hook+jwt'
/** By how much two machines' clocks may differ. */
const SKEW_SECONDS = 5
/** No notice is good for longer, whatever it says. */
const AGE_SECONDS_MAX = 60

/** Printable, and no longer than any key of ours: it becomes an argument. */
const Key = z.string().regex(/^[\x21-\x7e]{1,300}$/)
export const Notice = z.object({
  iss: z.string(),
  aud: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  jti: z.string().min(1).max(200),
  order_id: z.uuid(),
  epoch: z.number().int(),
  grain: z.enum(GRAINS),
  mode: z.enum(MODES),
  target: z.object({ id: z.uuid(), key: Key.nullable() }),
  agents: z.array(z.object({ id: z.uuid() })).max(10_000),
  more_agents: z.number().int().nonnegative(),
  attempt: z.number().int(),
})
export type Notice = z.infer<typeof Notice>

export type NoticeRules = Readonly<{
  issuer: string
  hookId: string
  keys: JWTVerifyGetKey
  now: () => number
  /** Notices that were signed before this process was there to remember them are refused: the authority signs each try anew. In seconds. */
  notBefore: number
}>
export type NoticeRefusal = { status: 401 | 503; detail: string }

const no = (detail: string) => refuse<NoticeRefusal>({ status: 401, detail })

/**
 * What the authority has signed for this hook, and for now: the body is the payload of a detached JWS (RFC 7515
 * appendix F) by a key of the pinned issuer. Nothing of a body that is not is looked at.
 */
export async function readNotice(body: string, signature: string | undefined, { issuer, hookId, keys, now, notBefore }: NoticeRules): Promise<Result<Notice, NoticeRefusal>> {
  const [, header, signed] = /^([\w-]+)\.\.([\w-]+)$/.exec(signature ?? '') ?? []
  if (!header || !signed) return no('Lanyard-Signature is not a detached JWS')
  let read: Awaited<ReturnType<typeof signedByIssuer>>
  try {
    read = await signedByIssuer(`${header}.${Buffer.from(body).toString('base64url')}.${signed}`, keys)
  } catch (error) {
    // Without the keys nobody can say whose it is: nothing is run, and the authority tries again.
    return isAboutIt(error) ? no('the signature is not the issuer’s') : refuse({ status: 503, detail: 'the issuer’s keys cannot be read' })
  }
  if (read.header.typ !== TYP) return no(`typ is not ${TYP}`)
  const parsed = Notice.safeParse(read.payload)
  if (!parsed.success) return no('the notice is not one that this command knows')
  const { iss, aud, iat, exp } = parsed.data
  if (iss !== issuer) return no('the notice is of another issuer')
  if (aud !== hookId) return no('the notice is for another hook')
  const time = now() / 1000
  if (iat > time + SKEW_SECONDS || Math.min(exp, iat + AGE_SECONDS_MAX) + SKEW_SECONDS < time) return no('the notice is not of now')
  if (iat < Math.floor(notBefore)) return no('the notice is from before this command was started')
  return { ok: true, value: parsed.data }
}

/** What is wrong with the notice, and not with reaching the keys: jose has one plain error for an answer that was none. */
const isAboutIt = (error: unknown): boolean =>
  error instanceof errors.JOSEError && ![errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code].includes(error.code)
