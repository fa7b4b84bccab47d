import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { StreamLine } from '@/lib/identity/ledger'
import type { Destination } from '@/lib/identity/streams/contract'
import { OutboundRefused } from '@/lib/kernel/outbound'
import { outboundSocket } from '@/lib/kernel/outbound-socket'
import { notSent, type Sent, type StreamRules } from './sent'
import { syslogFrame } from './syslog-message'

const SILENT_MS_MAX = 10_000
const WHOLE_MS_MAX = 30_000
type Syslog = Extract<Destination, { kind: 'syslog' }>

/** What a receiver does that lets us go, and nothing else, is taken for an answer. */
class NotTaken extends Error {
  override name = 'NotTaken'
}

/**
 * One batch over one connection. Syslog has no acknowledgement, and what the kernel took may never be read: so we end the
 * connection, and a batch has arrived when the receiver, which reads to our end first, ends its side too (RFC 5425 §4.4
 * demands it of TLS receivers; over TCP every receiver closes at the end). Anything else is sent again.
 */
export async function sendSyslog(rules: StreamRules, to: Syslog, clientKey: string | null, lines: readonly StreamLine[]): Promise<Sent> {
  const { hostname } = new URL(rules.issuer)
  try {
    const socket = await outboundSocket(rules)(to.host, to.port)
    socket.on('error', () => undefined) // it is heard of through what it carries
    await exchange(to.transport === 'tls' ? await encrypted(socket, to, clientKey) : socket, Buffer.concat(lines.map((line) => syslogFrame(hostname, line))))
    return { ok: true }
  } catch (error) {
    return notSent(wordsOf(error))
  }
}

/** The certificate is checked for the name (RFC 5425 §5.2), against who is trusted here or by the system. */
function encrypted(socket: Socket, { host, ca, client_certificate: cert }: Syslog, key: string | null): Promise<Socket> {
  return new Promise((done, failed) => {
    const secure = connectTls({ socket, host, ...(isIP(host) ? {} : { servername: host }), minVersion: 'TLSv1.2', ...(ca ? { ca } : {}), ...(cert && key ? { cert, key } : {}) })
    const timer = setTimeout(() => secure.destroy(new NotTaken('no encrypted connection in time')), SILENT_MS_MAX)
    const over = (): void => clearTimeout(timer)
    secure.once('secureConnect', () => (over(), done(secure)))
    secure.once('error', (error) => (over(), socket.destroy(), failed(error)))
    secure.once('close', () => (over(), failed(new NotTaken('the connection was closed before it was encrypted'))))
  })
}

function exchange(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    let [written, answered] = [false, false]
    const timer = setTimeout(() => socket.destroy(new NotTaken('the receiver did not take it in time')), WHOLE_MS_MAX)
    const over = (): void => clearTimeout(timer)
    socket.setTimeout(SILENT_MS_MAX, () => socket.destroy(new NotTaken(written ? 'the receiver did not end the connection after ours: it may not have read all of it' : 'the receiver stopped reading')))
    socket.on('error', (error) => (over(), failed(error)))
    socket.on('end', () => (answered = written))
    socket.on('close', () => (over(), answered ? done() : failed(new NotTaken('the receiver closed the connection before it had all of it'))))
    socket.on('finish', () => (written = true))
    socket.resume() // whatever it says is no acknowledgement
    socket.end(bytes)
  })
}

function wordsOf(error: unknown): string {
  if (error instanceof OutboundRefused || error instanceof NotTaken) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/CERT|TLS|SSL|SIGNATURE|ALTNAME|ISSUER/.test(code)) return `no encrypted connection: ${code}`
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'the receiver broke the connection off' : `it could not be reached${code ? ` (${code})` : ''}`
}
