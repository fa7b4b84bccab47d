import type { Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import type { Mail, MailServer } from '@/lib/identity/notifications'
import { OutboundRefused } from '@/lib/kernel/outbound'
import { outboundSocket } from '@/lib/kernel/outbound-socket'

const CONNECT_MS_MAX = 10_000
const SILENT_MS_MAX = 30_000
/** Of a mailbox that is not there, a message that is not wanted: the same again is answered the same (RFC 5321 §4.2.1). */
const FINAL = new Set([550, 551, 552, 553, 554, 556])
const SAID_MAX = 120

type GetSocket = (options: unknown, callback: (error: Error | null, taken: false | { connection: Socket }) => void) => void
export type Sent = { ok: true } | { ok: false; problem: string; isFinal: boolean }
export type MailRules = Readonly<{ innerNetworks: boolean; openMailPassword: (tenantId: string, sealed: string) => string; consoleUrl: string; /** Certificates to trust besides the system's own. */ ca?: string }>

/**
 * One e-mail by SMTP, encrypted unless its server is on this machine, with certificates checked. It carries the
 * delivery's id as its Message-ID, so that what arrives twice is seen to be the same.
 */
export async function sendMail(rules: MailRules, server: MailServer, to: { name: string; email: string }, id: string, mail: Mail): Promise<Sent> {
  const connect = outboundSocket(rules)
  try {
    const options: SMTPTransport.Options & { getSocket: GetSocket } = {
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      ...(server.username !== null && server.passwordSealed !== null ? { auth: { user: server.username, pass: rules.openMailPassword(server.tenantId, server.passwordSealed) } } : {}),
      ...(rules.ca ? { tls: { ca: rules.ca } } : {}),
      connectionTimeout: CONNECT_MS_MAX,
      greetingTimeout: CONNECT_MS_MAX,
      socketTimeout: SILENT_MS_MAX,
      // Nothing of a message is ever read from a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_options, callback) => void connect(server.host, server.port).then((connection) => callback(null, { connection }), (error: unknown) => callback(error instanceof Error ? error : new Error('no connection'), false)),
    }
    const transport = createTransport(options)
    await transport.sendMail({
      from: { name: server.senderName, address: server.sender },
      to: { name: to.name, address: to.email },
      messageId: `<${id}@${new URL(rules.consoleUrl).hostname}>`,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      // RFC 3834: no answer by a machine to a machine.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    return { ok: true }
  } catch (error) {
    return wordsOf(error)
  }
}

/** What went wrong, for an administrator; never what was sent to sign in, which a server may repeat. */
function wordsOf(error: unknown): Sent {
  if (error instanceof OutboundRefused) return { ok: false, problem: error.message, isFinal: true }
  const { code, responseCode, response, message = '' } = (error ?? {}) as { code?: string; responseCode?: number; response?: string; message?: string }
  if (code === 'EAUTH') return { ok: false, problem: `the server refused the sign-in${responseCode ? ` (${responseCode})` : ''}`, isFinal: false }
  if (typeof responseCode === 'number') return { ok: false, problem: `the server answered: ${said(response ?? String(responseCode))}`, isFinal: FINAL.has(responseCode) }
  if (code === 'ETLS' || (typeof code === 'string' && /CERT|SSL|TLS|SIGNATURE|ALTNAME/.test(code)) || (code === 'ESOCKET' && /certificate|SSL|TLS/i.test(message))) return { ok: false, problem: 'no encrypted connection: the server offers none, or its certificate is not trusted', isFinal: false }
  if (code === 'ETIMEDOUT') return { ok: false, problem: 'the server did not answer in time', isFinal: false }
  return { ok: false, problem: `the server could not be reached${code ? ` (${code})` : ''}`, isFinal: false }
}

const said = (response: string): string => response.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').slice(0, SAID_MAX)
