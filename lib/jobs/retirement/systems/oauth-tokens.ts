import { z } from 'zod'
import type { StepCheck } from '@/lib/identity/retirement/contract'
import { done, failed, jsonIn, type Ask } from './ask'

type Token = { id: string; hint: string; token: string }
export const Introspected = z.object({ active: z.boolean() })

/**
 * Revokes what the agent was given elsewhere (RFC 7009), and asks about it afterwards where the server can be asked
 * (RFC 7662). A token that is revoked already is answered as one that was revoked now (RFC 7009 §2.2).
 */
export async function revokeTokens(ask: Ask, at: { revocation: string; introspection: string | null }, tokens: readonly Token[]): Promise<{ checks: StepCheck[]; ended: string[] }> {
  if (tokens.length === 0) return { checks: [done('tokens', 'none is held that is not revoked')], ended: [] }
  const results = await Promise.all(tokens.map(async (one, n) => ({ id: one.id, check: await revoke(ask, at, one, `token ${n + 1} of ${tokens.length}`) })))
  return { checks: results.map(({ check }) => check), ended: results.filter(({ check }) => check.ok).map(({ id }) => id) }
}

async function revoke(ask: Ask, { revocation, introspection }: { revocation: string; introspection: string | null }, { token, hint }: Token, check: string): Promise<StepCheck> {
  const answer = await ask('POST', revocation, { token, token_type_hint: hint })
  if ('problem' in answer) return failed(check, answer.problem)
  if (answer.status !== 200) return failed(check, `it answered ${answer.status} to the revocation`)
  if (introspection === null) return done(check, 'it answered that it is revoked; there is no address to ask whether it is')
  const asked = await ask('POST', introspection, { token, token_type_hint: hint })
  if ('problem' in asked) return failed(check, asked.problem)
  const said = Introspected.safeParse(jsonIn(asked.body))
  if (asked.status !== 200 || !said.success) return failed(check, `it answered ${asked.status} to the question whether it is active`)
  return said.data.active ? failed(check, 'it is active still') : done(check, 'revoked, and not active any more')
}
