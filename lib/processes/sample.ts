import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { sampleEnvironment } from '@/lib/kernel/environment'
import { buildEstate } from '@/lib/sample/build'
import { openEstate } from '@/lib/sample/estate'
import { serveInvoices } from '@/lib/sample/invoices/serve-invoices'
import { Refused } from '@/lib/sample/need'
import { makeReviews } from '@/lib/sample/reviews'
import { byLink } from '@/lib/sample/sign-in'
import { keepWorking } from '@/lib/sample/work'

/** Looked at this often: whether the sample is still there. Keeps the session from falling asleep, too. */
const LOOK_EVERY_MS = 5_000
/** A session of the management API lasts eight hours: well before, this process ends and is started with a fresh link. */
const SESSION_MS = 6 * 3_600_000

/**
 * Builds the sample company and keeps a few of its agents at work: a client of the product like any other, with no
 * database and no key of ours. When it ends, its supervisor starts it anew for as long as there is a sample.
 */
async function main(): Promise<void> {
  const environment = sampleEnvironment()
  const { folder, link, issuer, consoleUrl, gatewayUrl } = environment
  const log = pino({ name: 'sample', level: environment.logLevel })
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => process.exit(0))

  const at = { issuer, consoleUrl, gatewayUrl }
  await untilAnswering(at)
  const administrator = await byLink(at, link)
  const work = (async () => {
    const onProblem = (problem: string, detail: string) => log.warn({ problem, detail }, 'the invoice service is not guarded, or not reached')
    const invoicesUrl = await serveInvoices({ issuer, folder, api: administrator.api, onProblem })
    const estate = openEstate({ ...at, invoicesUrl }, folder, administrator)
    await buildEstate(estate)
    log.info('the sample company stands')
    await keepWorking(estate, {
      events: {
        called: (agent, tool) => log.debug({ agent, tool }, 'called'),
        refused: (agent, problem) => log.info({ agent, problem }, 'was refused, or found nobody'),
      },
      // Whoever looks around may be deciding on it already: what could not be added is left out, and the agents work on.
      afterFirstRound: () => makeReviews(estate).catch((error: unknown) => log.warn({ problem: error instanceof Error ? error.message : 'unknown' }, 'not every review was made')),
      signal: ending.signal,
    })
  })()
  const look = (async () => {
    const until = performance.now() + SESSION_MS
    while (performance.now() < until) {
      const sample = await administrator.api.sample.get({}).catch(() => null) // the authority is away for a moment
      if (sample && !sample.ok) break
      await pause(LOOK_EVERY_MS)
    }
  })()
  await Promise.race([work, look])
  ending.abort()
  log.info('the session is over, or the sample was erased')
  process.exit(0)
}

/** Started beside the others, and in nobody's way: it waits until they answer. */
async function untilAnswering({ issuer, gatewayUrl }: { issuer: string; gatewayUrl: string }): Promise<void> {
  const answers = (url: string) => fetch(url, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false) // prettier-ignore
  while (!((await answers(`${issuer}/readyz`)) && (await answers(`${gatewayUrl}/readyz`)))) await pause(500)
}

void main().catch((error: unknown) => {
  // Refusals hold no secret; other errors name themselves and where they were thrown.
  const text = error instanceof Refused ? error.message : ((error as Error)?.stack ?? String(error))
  process.stderr.write(`sample cannot run: ${text}\n`)
  process.exit(1)
})
