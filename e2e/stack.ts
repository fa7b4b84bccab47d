export { ROOT_TOKEN } from './root-token'

/** Where the product under test is: started once by global-setup.ts, before any spec is loaded by a worker. */
export const stack = {
  consoleUrl: told('E2E_CONSOLE_URL'),
  issuer: told('E2E_ISSUER'),
  gatewayUrl: told('E2E_GATEWAY_URL'),
  /** Good for one use: the spec that needs it first signs up the first administrator. */
  welcomeLink: told('E2E_WELCOME_LINK'),
  home: told('E2E_HOME'),
  /** Below this the product may look for agents. */
  discoveryRoot: told('E2E_DISCOVERY_ROOT'),
}

function told(name: string): string {
  return process.env[name] ?? ''
}
