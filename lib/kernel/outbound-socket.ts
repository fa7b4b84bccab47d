import { lookup } from 'node:dns'
import type { Socket } from 'node:net'
import { judging, type OutboundRules, type Resolve } from './outbound'

/** A TCP connection to where somebody else named. INVARIANT: what is connected to is an address that was judged. */
export function outboundSocket(rules: Pick<OutboundRules, 'innerNetworks'>, resolve: Resolve = lookup): (host: string, port: number) => Promise<Socket> {
  const connect = judging({ ...rules, answerBytesMax: 0 }, resolve)
  return (host, port) =>
    new Promise((taken, failed) => {
      connect({ hostname: host, host, protocol: 'http:', port: String(port) }, (error, socket) => (socket ? taken(socket) : failed(error ?? new Error('no connection'))))
    })
}
