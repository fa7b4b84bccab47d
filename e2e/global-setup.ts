import { startStack } from '@/lib/testing/stack'

/** One product for the whole run; its addresses reach the specs by the environment (see e2e/stack.ts). */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startStack()
  process.env.E2E_CONSOLE_URL = stack.consoleUrl
  process.env.E2E_ISSUER = stack.issuer
  process.env.E2E_GATEWAY_URL = stack.gatewayUrl
  process.env.E2E_WELCOME_LINK = stack.welcomeLink
  process.env.E2E_HOME = stack.home
  return stack.stop
}
