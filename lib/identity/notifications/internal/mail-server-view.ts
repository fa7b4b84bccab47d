import type { MailServer } from '@/generated/prisma/client'
import type { MailServerView } from '../contract'

export const viewOf = (server: MailServer): MailServerView => ({
  host: server.host,
  port: server.port,
  security: server.security as MailServerView['security'],
  username: server.username,
  password: server.passwordSealed !== null,
  sender: server.sender,
  sender_name: server.senderName,
  set: { by: server.setByName, at: server.setAt.toISOString() },
})
