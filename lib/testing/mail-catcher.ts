import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

export type Caught = { from: string; to: string[]; user: string | null; encrypted: boolean; /** As it came over the wire, its transfer encoding undone. */ text: string; messageId: string; subject: string }

/** A mail server that keeps what it is given: STARTTLS (or TLS on connect) with a certificate for `localhost`, and a sign-in where it is asked for one. */
export async function mailCatcher({ user, password, secure = false }: { user?: string; password?: string; secure?: boolean } = {}) {
  const caught: Caught[] = []
  const answers: { code: number; text: string }[] = []
  const { key, cert } = certificate()
  const server = new SMTPServer({
    key,
    cert,
    secure,
    authOptional: user === undefined,
    disabledCommands: user === undefined ? ['AUTH'] : [],
    logger: false,
    onAuth: (auth, _session, done) => (auth.username === user && auth.password === password ? done(null, { user: auth.username }) : done(new Error('no'))),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const answer = answers.shift()
        if (answer) return done(Object.assign(new Error(answer.text), { responseCode: answer.code }))
        const raw = Buffer.concat(chunks).toString('latin1')
        const text = Buffer.from(raw.replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString()
        const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1] ?? ''
        const from = session.envelope.mailFrom
        caught.push({ from: from ? from.address : '', to: session.envelope.rcptTo.map(({ address }) => address), user: session.user ? String(session.user) : null, encrypted: session.secure, text, messageId: header('Message-ID').trim(), subject: header('Subject').trim() })
        done()
      })
    },
  })
  // What a client breaks off is not the test's end.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { port: (server.server.address() as AddressInfo).port, caught, /** What the next messages are answered with, instead of being taken. */ answers, ca: cert, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lanyard-mail-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`)
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return pair
}
