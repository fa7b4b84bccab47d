import { createServer } from 'node:net'

/**
 * Ports that the kernel gives to nobody by itself: of those that it does (from 32,768 on), one that is free now may be
 * the near end of somebody's connection before a server that is only being started listens on it.
 */
const FIRST = 12_000
/** For each worker of the test runner; what is no worker (the browser's lane, a benchmark) has the range before theirs. */
const EACH = 4_000
const RANGES = 5

const range = FIRST + EACH * (Number(process.env.VITEST_POOL_ID ?? 0) % RANGES)
/** Where to begin is chance: two runs on one machine rarely meet, and a port is not used again soon. */
let next = Math.floor(Math.random() * EACH)

/** A port of the loopback interface that nobody listens on, and that no other test of this run is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < EACH; tries++) {
    const port = range + (next++ % EACH)
    if (await isFree(port)) return port
  }
  throw new Error(`no port is free from ${range} to ${range + EACH}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
