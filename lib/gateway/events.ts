import type { Logger } from 'pino'

/** Every line that the gateway logs. Constant sentences with fields: never a token, a proof, a header or a body. */
export type GatewayEvents = ReturnType<typeof gatewayEvents>

export function gatewayEvents(log: Logger, exit: (error: unknown) => void) {
  // The same problem, again and again, is one line until something else happens.
  let last = ''
  return {
    listening: (url: string) => log.info({ url }, 'gateway listens'),
    enrolled: (point_id: string) => log.info({ point_id }, 'gateway is enrolled'),
    lease: (held: boolean, detail: string) => (held ? log.info('lease is held: calls are let through') : log.warn({ detail }, 'lease is lost: everything is refused')),
    contained: (order_id: string | null, cut_calls: number) => {
      if (order_id || cut_calls > 0) log.warn({ order_id, cut_calls }, 'containment is enforced')
    },
    discovered: (server: string, tools: number) => log.info({ server, tools }, 'tools are known'),
    problem: (problem: string, detail: string) => {
      if (problem === 'agent_gone') return log.debug({ problem, detail }, 'agent has gone away')
      const line = `${problem}: ${detail}`
      if (line === last) return
      last = line
      log.warn({ problem, detail }, 'something does not work')
    },
    fault: (error: unknown) => log.error({ err: error }, 'request failed'),
    fatal: exit,
  }
}
