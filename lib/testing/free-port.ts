import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Ports that the kernel gives to nobody by itself: of those that it does (from 32,768 on), one that is free now may be
 * the near end of somebody's connection before a server that is only being started listens on it.
 */
const FIRST = 12_000
const COUNT = 20_000
/** Ports that were given away, a file each: several runners, and several runs, take from the same. */
const GIVEN = join(tmpdir(), 'lanyard-test-ports')
/** By then whoever was given a port is over. */
const GIVEN_FOR_MS = 3_600_000

/** A port of the loopback interface that nobody listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  mkdirSync(GIVEN, { recursive: true })
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if (take(port) && (await isFree(port))) return port
  }
  throw new Error(`no port is free from ${FIRST} to ${FIRST + COUNT}`)
}

/** A file that is there already cannot be made: of two that ask at once, one has it. */
function take(port: number): boolean {
  const file = join(GIVEN, String(port))
  try {
    if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > GIVEN_FOR_MS) rmSync(file, { force: true })
    writeFileSync(file, '', { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
