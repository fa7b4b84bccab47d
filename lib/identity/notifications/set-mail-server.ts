import { isOfSample } from '@/lib/db/is-of-sample'
import { ok, refuse } from '@/lib/kernel/result'
import { isIP } from 'node:net'
import type { Refusal } from '../refusals'
import { SetMailServerInput, type MailServerView } from './contract'
import { viewOf } from './internal/mail-server-view'
import { command } from './internal/tables'

/** Seals what only the worker opens: see `deriveNotificationKey`. */
export type NotificationSecrets = { sealMailPassword: (tenantId: string, password: string) => string; /** What a webhook's calls are signed with, the same whenever it is asked for. */ webhookSecret: (webhookId: string) => string }

const isThisMachine = (host: string): boolean => host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** Says which server e-mail goes through. Its password is sealed, and never shown again; mail leaves the machine encrypted or not at all. */
export const setMailServer = ({ sealMailPassword }: Pick<NotificationSecrets, 'sealMailPassword'>) =>
  command({
    name: 'notifications.mail.set',
    input: SetMailServerInput,
    resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, before: await tx.mailServer.findUnique({ where: { tenantId: actor.tenantId } }), sample: await isOfSample(tx, actor.tenantId) }),
    act: async (tx, { actor, input, resource: { before, sample } }) => {
      const invalid = (field: string, problem: string) => refuse<Refusal>({ code: 'invalid', fields: { [field]: problem } })
      if (sample) return refuse<Refusal>({ code: 'wrong_state', state: 'sample: its people are made up' })
      if (input.security === 'none' && !isThisMachine(input.host)) return invalid('security', 'must be TLS or STARTTLS: only a server on this machine is spoken to in the clear')
      if (input.security === 'none' && input.username) return invalid('username', 'is not sent in the clear: choose TLS or STARTTLS')
      if (input.password && !input.username) return invalid('username', 'is missing')
      // A password that was given for one server is not handed to another.
      const kept = before?.username === input.username && before?.host === input.host && before.port === input.port ? before.passwordSealed : null
      const passwordSealed = !input.username ? null : input.password ? sealMailPassword(actor.tenantId, input.password) : kept
      if (input.username && !passwordSealed) return invalid('password', before?.passwordSealed ? 'is needed again: the server or the name is another' : 'is missing')
      const row = { host: input.host, port: input.port, security: input.security, username: input.username ?? null, passwordSealed, sender: input.sender, senderName: input.sender_name, setByName: actor.name, setAt: new Date() }
      const server = await tx.mailServer.upsert({ where: { tenantId: actor.tenantId }, create: { tenantId: actor.tenantId, ...row }, update: row })
      return ok({
        value: viewOf(server) satisfies MailServerView,
        subject: { kind: 'mail_server', id: actor.tenantId, name: input.host },
        detail: { host: input.host, port: input.port, security: input.security, username: input.username ?? null, new_password: input.password !== undefined, sender: input.sender },
      })
    },
  })
