import { performance } from 'node:perf_hooks'
import { webcrypto } from 'node:crypto'
import pg from 'pg'
import { newId } from '@/lib/kernel/ids'
import { openPoint, pointKey, type AgentClaims, type PointKey } from '@/lib/guard/parts'

/** Many enforcement points, and as many bare listeners, in a process of their own; says when each knew of what. */
export type Told = { kind: 'point' | 'listener'; of: string; at: number }
export type Key = { id: string; jwk: object; thumbprint: string }
export type Ask = { ask: 'keys'; count: number } | { ask: 'open'; issuer: string; tenant: string } | { ask: 'watch'; agent: string } | { ask: 'listen'; url: string; count: number; channel: string }

const now = (): number => performance.timeOrigin + performance.now()
const tell = (message: unknown): void => void process.send?.(message)
let keys: { id: string; key: PointKey }[] = []
let watched: { agent: string; waiting: Set<string> } | null = null

process.on('message', (message: Ask) => void answer(message).catch((error: Error) => (process.stderr.write(`${error.stack}\n`), process.exit(1))))

async function answer(message: Ask): Promise<void> {
  switch (message.ask) {
    case 'keys': {
      const pairs = Array.from({ length: message.count }, () => webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']))
      keys = await Promise.all(pairs.map(async (pair) => ({ id: newId<'enforcement_point'>(), key: await pointKey(await pair) })))
      return tell(keys.map(({ id, key }): Key => ({ id, jwk: key.publicJwk, thumbprint: key.thumbprint })))
    }
    case 'open': {
      await Promise.all(keys.map(({ id, key }) => open(message, id, key)))
      return tell('open')
    }
    case 'watch':
      watched = { agent: message.agent, waiting: new Set(keys.map(({ id }) => id)) }
      return tell('watching')
    case 'listen':
      await Promise.all(
        Array.from({ length: message.count }, async () => {
          const client = new pg.Client({ connectionString: message.url })
          await client.connect()
          client.on('notification', ({ payload }) => tell({ kind: 'listener', of: payload ?? '', at: now() } satisfies Told))
          await client.query(`listen ${message.channel}`)
        }),
      )
      return tell('listening')
  }
}

/** A point knows when its view refuses a token of the halted agent: from then on `decide` does. */
async function open({ issuer, tenant }: { issuer: string; tenant: string }, id: string, key: PointKey): Promise<void> {
  const point = openPoint({
    issuer,
    pointId: id,
    key,
    events: {
      onContainment: () => {
        const at = now()
        if (watched?.waiting.has(id) && point.view.containedIn(claimsOf(tenant, watched.agent))) {
          watched.waiting.delete(id)
          tell({ kind: 'point', of: watched.agent, at } satisfies Told)
        }
        return { cutCalls: 0 }
      },
    },
  })
  while (!point.lease.state().valid || !(await point.caughtUp(1_000))) await new Promise((resolve) => setTimeout(resolve, 20))
}

const claimsOf = (tenant: string, agent: string) => ({ tenant, sub: agent, client_id: agent, mandate: newId(), epoch: 0 }) as unknown as AgentClaims
