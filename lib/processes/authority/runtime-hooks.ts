import { z } from 'zod'
import { endHookCall, HOOK_ATTEMPTS_MAX, HOOK_JOB, takeHookCalls, tryHookAgain, type HookCall } from '@/lib/identity/containment'
import { outbound, OutboundRefused, type Outbound } from '@/lib/kernel/outbound'
import type { Signer } from '@/lib/kernel/signer'

const LOOK_EVERY_MS = 200
const ANSWER_MS_MAX = 5_000
const ANSWER_BYTES_MAX = 8 * 1024
/** By when a receiver must have read it: a notice that somebody kept and sends again later is an old one. */
const GOOD_FOR_SECONDS = 60
const SAID_MAX = 200

export type HookSettings = Readonly<{ issuer: string; signer: Pick<Signer, 'sign'>; innerNetworks: boolean; onProblem: (error: unknown) => void }>

/**
 * Calls the runtime hooks that orders owe a call, after the order has committed: no order waits for one, and an order
 * holds whatever they answer. Each call is a POST of JSON, signed as a whole by the issuer's key as a detached JWS
 * (RFC 7515 appendix F) in `Lanyard-Signature`, with `iat`, `exp` and a `jti` that stays the same when it is tried
 * again. 2xx is the receipt; anything else is tried again, longer apart each time, and given up after eight tries.
 */
export function keepCallingHooks(settings: HookSettings): { stop(): Promise<void> } {
  const ask = outbound({ innerNetworks: settings.innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= callDueHooks(settings, ask)
      .catch(settings.onProblem)
      .finally(() => (looking = null))
  }, LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

/** One look: what is due is called side by side, so that a hook that is slow holds up no other. */
export async function callDueHooks(settings: HookSettings, ask: Outbound): Promise<void> {
  await Promise.all((await takeHookCalls()).map((call) => callHook(settings, ask, call)))
}

async function callHook({ issuer, signer }: HookSettings, ask: Outbound, call: HookCall): Promise<void> {
  const answer = await tell(ask, call.url, await signed(signer, issuer, call))
  if (answer.ok) return end(call, 'confirmed', answer.said)
  if (answer.isFinal || call.attempts >= HOOK_ATTEMPTS_MAX) return end(call, 'failed', answer.problem)
  await tryHookAgain(call, answer.problem)
}

type Signed = { body: Buffer; signature: string }

/** The very bytes that are sent are those that are signed. */
async function signed(signer: Pick<Signer, 'sign'>, issuer: string, { hookId, orderId, notice }: HookCall): Promise<Signed> {
  const iat = Math.floor(Date.now() / 1000)
  const jws = await signer.sign('lanyard-runtime-hook+jwt', { iss: issuer, aud: hookId, iat, exp: iat + GOOD_FOR_SECONDS, jti: `${orderId}.${hookId}`, ...notice })
  const [header = '', payload = '', signature = ''] = jws.split('.')
  return { body: Buffer.from(payload, 'base64url'), signature: `${header}..${signature}` }
}

type Answer = { ok: true; said: string } | { ok: false; problem: string; isFinal: boolean }

async function tell(ask: Outbound, url: string, { body, signature }: Signed): Promise<Answer> {
  try {
    const response = await ask(url, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json', 'lanyard-signature': signature } })
    const text = await response.text()
    return response.ok ? { ok: true, said: saidIn(text) } : { ok: false, problem: `it answered ${response.status}`, isFinal: false }
  } catch (error) {
    // What was judged unreachable by its address is not reached by trying; a name may mean another address by then.
    if (error instanceof OutboundRefused) return { ok: false, problem: error.message.slice(0, SAID_MAX), isFinal: true }
    return { ok: false, problem: isTimeout(error) ? `no answer within ${ANSWER_MS_MAX / 1000} s` : 'it could not be reached', isFinal: false }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')

const Said = z.object({ stopped: z.number().int().nonnegative().optional(), detail: z.string().optional() })

/** What it says of what it stopped, if it does: one short line, without what would spoil a page. */
function saidIn(text: string): string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return ''
  }
  const said = Said.safeParse(json)
  if (!said.success) return ''
  const { stopped, detail } = said.data
  const words = [stopped === undefined ? '' : `stopped ${stopped}`, detail ?? ''].filter(Boolean).join('; ')
  return words.replaceAll(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu, ' ').slice(0, SAID_MAX)
}

async function end(call: HookCall, state: 'confirmed' | 'failed', detail: string): Promise<void> {
  const job = { kind: 'job', tenantId: call.tenantId, id: HOOK_JOB, name: `runtime hook ${call.hook}` } as const
  const ended = await endHookCall(job, { orderId: call.orderId, hookId: call.hookId, state, detail })
  // Removed meanwhile, or ended by a process that had taken it before and was slow: that answer stands.
  if (!ended.ok && ended.refusal.code !== 'wrong_state' && ended.refusal.code !== 'not_found') throw new Error(`the receipt of a hook was refused: ${ended.refusal.code}`)
}
