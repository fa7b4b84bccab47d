import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '@/lib/testing/stack'
import { ROOT_TOKEN } from './root-token'

/**
 * One product for the whole run; its addresses reach the specs by the environment (see e2e/stack.ts). With
 * E2E_CONSOLE_URL and its siblings set, the specs use a product that runs already, and nothing is started or stopped.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.E2E_CONSOLE_URL) {
    process.env.E2E_RUN = Date.now().toString(36)
    await signUpTheAdministrator()
    return async () => undefined
  }
  const discoveryRoot = mkdtempSync(join(tmpdir(), 'lanyard-discovery-'))
  chmodSync(discoveryRoot, 0o755) // the worker may run as somebody else
  const stack = await startStack({ environment: { LANYARD_ROOT_TOKEN: ROOT_TOKEN, LANYARD_DISCOVERY_ROOTS: discoveryRoot } })
  process.env.E2E_CONSOLE_URL = stack.consoleUrl
  process.env.E2E_ISSUER = stack.issuer
  process.env.E2E_GATEWAY_URL = stack.gatewayUrl
  process.env.E2E_WELCOME_LINK = stack.welcomeLink
  process.env.E2E_HOME = stack.home
  process.env.E2E_DISCOVERY_ROOT = discoveryRoot
  const stop = async () => {
    await stack.stop()
    rmSync(discoveryRoot, { recursive: true, force: true })
  }
  await signUpTheAdministrator().catch((problem: unknown) => stop().then(() => Promise.reject(problem)))
  return stop
}

/** By a link that is good for one use, and before there are several who would want it. */
async function signUpTheAdministrator(): Promise<void> {
  const { administrator } = await import('./people') // once the addresses are known, which it reads when it is loaded
  await administrator()
}
