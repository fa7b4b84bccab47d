import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { hotPool } from '@/lib/db/client'
import { networkOf } from './network-of'
import { hashOf } from './one-time-code'

const QUARTER_S = 15 * 60

/**
 * Tries at a password, in a window that begins with the first. The pair stops somebody who tries one account from one
 * place without locking its owner out elsewhere; the account stops many places at once; the address stops one place
 * that goes through many accounts.
 */
const LIMITS = {
  pair: { points: 10, duration: QUARTER_S },
  account: { points: 60, duration: 4 * QUARTER_S },
  address: { points: 100, duration: QUARTER_S },
} as const
type Limit = keyof typeof LIMITS
const NAMES = Object.keys(LIMITS) as Limit[]

let made: { pool: object; limiters: Record<Limit, RateLimiterPostgres> } | null = null

function limiters(): Record<Limit, RateLimiterPostgres> {
  const pool = hotPool()
  if (made?.pool !== pool) {
    const limiter = (name: Limit) =>
      new RateLimiterPostgres({ ...LIMITS[name], storeClient: pool, storeType: 'pool', tableName: 'throttle', tableCreated: true, keyPrefix: `sign-in:${name}` })
    made = { pool, limiters: { pair: limiter('pair'), account: limiter('account'), address: limiter('address') } }
  }
  return made.limiters
}

/** Hashed: people type passwords into the wrong field, and a table of addresses is of use to nobody but an attacker. */
const keysOf = (account: string, address: string): Record<Limit, string> => ({
  pair: hashOf(`${account}\n${address}`),
  account: hashOf(account),
  address: hashOf(networkOf(address)),
})

export type Turn = { allowed: true } | { allowed: false; retryAfterSeconds: number; /** The try that crossed the limit, and none after it. */ first: boolean }

/**
 * Counts a try before it is made, in the database, so that many at once on many processes are counted as many.
 * A store that cannot count throws: a sign-in that is not throttled does not happen.
 */
export async function takeTurn(account: string, address: string): Promise<Turn> {
  const keys = keysOf(account, address)
  const over = await Promise.all(
    NAMES.map((name) =>
      limiters()[name].consume(keys[name]).then(
        () => null,
        (thrown: unknown) => {
          if (thrown instanceof RateLimiterRes) return { name, waitMs: thrown.msBeforeNext, consumed: thrown.consumedPoints }
          throw thrown
        },
      ),
    ),
  )
  const reached = over.filter((limit) => limit !== null)
  if (reached.length === 0) return { allowed: true }
  return {
    allowed: false,
    retryAfterSeconds: Math.max(1, Math.ceil(Math.max(...reached.map((limit) => limit.waitMs)) / 1000)),
    first: reached.some((limit) => limit.consumed === LIMITS[limit.name].points + 1),
  }
}

/** After a success: what was counted for this try is given back, and the pair begins anew. */
export async function giveTurnBack(account: string, address: string): Promise<void> {
  const keys = keysOf(account, address)
  const { pair, account: perAccount, address: perAddress } = limiters()
  await Promise.all([pair.delete(keys.pair), perAccount.reward(keys.account), perAddress.reward(keys.address)])
}
