import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'

export type SyslogMessage = { priority: number; at: string; host: string; app: string; msgid: string; text: string }
export type KeyPair = { key: string; cert: string }

/** RFC 5424 §6, as somebody else would read it: no structured data, one message. */
const MESSAGE = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) - (\S+) - ([\s\S]*)$/

/**
 * A syslog receiver as somebody else would write it, from the RFCs alone: it counts octets, and ends its side when the
 * sender has ended theirs. It shares no code with the sender.
 */
export class SyslogReceiver {
  readonly messages: SyslogMessage[] = []
  readonly problems: string[] = []
  connections = 0
  /** `hang`: it reads, and never ends; `reset`: it breaks off once something has come. */
  manner: 'normal' | 'hang' | 'reset' = 'normal'
  port = 0
  readonly #open = new Set<Socket>()
  readonly #server: Server

  constructor(tls?: KeyPair & { ca?: string }) {
    const take = (socket: Socket): void => this.#take(socket)
    this.#server = tls ? createTlsServer({ ...tls, ...(tls.ca ? { requestCert: true, rejectUnauthorized: true } : {}), allowHalfOpen: true }, take) : createTcpServer({ allowHalfOpen: true }, take)
    this.#server.on('tlsClientError', (error: Error) => this.problems.push(error.message))
    this.#server.on('connection', (socket: Socket) => {
      this.connections++
      socket.on('error', () => undefined)
    })
  }

  async listen(): Promise<this> {
    this.port = await freePort()
    await new Promise<void>((done) => this.#server.listen(this.port, '127.0.0.1', done))
    return this
  }

  /** Breaks off whoever is connected, as one that died does: not by an end. */
  drop(): void {
    for (const socket of this.#open) socket.resetAndDestroy()
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }

  #take(socket: Socket): void {
    this.#open.add(socket)
    let bytes = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#open.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      if (this.manner === 'reset') return void socket.resetAndDestroy()
      bytes = Buffer.concat([bytes, chunk])
      for (;;) {
        const space = bytes.indexOf(0x20)
        if (space < 1) return
        const length = Number(bytes.subarray(0, space).toString())
        if (!Number.isInteger(length)) return void this.problems.push('the count of octets is none')
        if (bytes.length < space + 1 + length) return
        this.#read(bytes.subarray(space + 1, space + 1 + length).toString())
        bytes = bytes.subarray(space + 1 + length)
      }
    })
    socket.on('end', () => {
      if (bytes.length > 0) this.problems.push('the last frame is not whole')
      if (this.manner !== 'hang') socket.end()
    })
  }

  #read(message: string): void {
    const found = MESSAGE.exec(message)
    if (!found) return void this.problems.push(`no message of RFC 5424: ${message.slice(0, 80)}`)
    const [, priority = '', at = '', host = '', app = '', msgid = '', text = ''] = found
    this.messages.push({ priority: Number(priority), at, host, app, msgid, text })
  }
}

/** A certificate that signs itself, for a name. */
export function selfSigned(name: string): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'lanyard-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', cert])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`)
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return pair
}
