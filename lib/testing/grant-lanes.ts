import { setTimeout as pause } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { ACCESS_TOKEN, EXCHANGE, post, tokenRequest, type OAuthAgent } from './oauth-agent'

/** One answer of the token endpoint: what it gave, and when it was asked. */
export type GrantAnswer = { grant: string; status: number; epoch: number | null; askedAfter: boolean }
type Asked = { issuer: string; addresses: readonly string[]; top: OAuthAgent; below: OAuthAgent; codes: Record<string, string>[] }

/**
 * An agent that asks by every grant there is as fast as it is answered, of every process in turn, and another below it
 * that has its authority passed on; until some time after `give` has given an order over them. Returns every answer,
 * each with whether it was asked for after the order was known to be given.
 */
export async function loopOnEveryGrant({ issuer, addresses, top, below, codes }: Asked, give: () => Promise<unknown>): Promise<GrantAnswer[]> {
  const answers: GrantAnswer[] = []
  let turn = 0
  let halted = false
  const ask = async (grant: string, agent: OAuthAgent, params: Record<string, string>): Promise<Record<string, unknown> | null> => {
    const { body, headers } = await tokenRequest({ issuer }, agent, params)
    const askedAfter = halted
    const answer = await post(addresses[turn++ % addresses.length] as string, '/oauth/token', body, headers)
    const given = answer.status === 200 ? answer.body : null
    answers.push({ grant, status: answer.status, epoch: given && Number(decodeJwt(String(given['access_token']))['epoch']), askedAfter })
    return given
  }
  const isIssued = (grant: string) => answers.some((answer) => answer.grant === grant && answer.status === 200)

  const first = await ask('code', top, codes.pop() as Record<string, string>)
  const root = String(first?.['access_token'])
  let refresh = String(first?.['refresh_token'])
  /** Twice more when the order is known to be given. */
  const loop = async (step: () => Promise<unknown>) => {
    for (let after = 0; after < 2; await step()) if (halted) after++
  }
  const lanes = [
    ...[0, 1].map(() => loop(() => ask('client_credentials', top, { grant_type: 'client_credentials' }))),
    ...[0, 1].map(() => loop(() => ask('exchange', below, { grant_type: EXCHANGE, subject_token: root, subject_token_type: ACCESS_TOKEN }))),
    loop(async () => {
      const next = await ask('refresh', top, { grant_type: 'refresh_token', refresh_token: refresh })
      if (next?.['refresh_token']) refresh = String(next['refresh_token'])
    }),
    loop(async () => {
      // Two are left for after the order.
      const code = halted || codes.length > 2 ? codes.pop() : undefined
      if (code) await ask('code', top, code)
      else await pause(1)
    }),
  ]
  while (!['client_credentials', 'exchange', 'refresh'].every(isIssued)) await pause(1)
  await give()
  halted = true
  await Promise.all(lanes)
  return answers
}
