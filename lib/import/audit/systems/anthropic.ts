import { isFields } from '../../discover/outcome'
import { at, principal, textAt, type AuditReader, type DraftPrincipal } from '../draft'

/** Anthropic’s activity feed of an organisation: people, and keys of the API. */
export const anthropic: AuditReader = {
  system: 'anthropic',
  is: (record) => isFields(at(record, 'actor')) && textAt(record, 'created_at') !== undefined && textAt(record, 'type') !== undefined && textAt(record, 'actor', 'type')?.endsWith('_actor') === true,
  read(record) {
    const type = textAt(record, 'type') ?? ''
    const { id: _id, created_at: _at, type: _type, actor, organization_id: _organization, ...rest } = record
    return {
      events: [
        {
          sourceId: textAt(record, 'id'),
          at: at(record, 'created_at'),
          action: type,
          result: /_(?:failed|denied|blocked)$/.test(type) ? (type.includes('access_failed') || type.includes('denied') ? 'denied' : 'failed') : 'ok',
          reason: /_(?:failed|denied|blocked)$/.test(type) ? type : undefined,
          principals: [actorOf(actor)],
          uses: textAt(actor, 'api_key_id') ? `anthropic ${textAt(actor, 'api_key_id')}` : undefined,
          resource: textAt(record, 'mcp_server_name') ?? textAt(record, 'claude_chat_id') ?? textAt(record, 'resource_id') ?? textAt(record, 'target_id') ?? textAt(record, 'deleted_user_email'),
          account: textAt(record, 'organization_id'),
          ip: textAt(actor, 'ip_address'),
          userAgent: textAt(actor, 'user_agent'),
          parameters: rest,
        },
      ],
    }
  },
}

function actorOf(actor: unknown): DraftPrincipal | null {
  const key = textAt(actor, 'api_key_id') ?? textAt(actor, 'admin_api_key_id')
  const email = textAt(actor, 'email_address') ?? textAt(actor, 'unauthenticated_email_address')
  if (email) return principal('human', email, { also: [textAt(actor, 'user_id')] })
  if (key) return principal('machine', `API key ${key}`, { also: [key] })
  const user = textAt(actor, 'user_id') ?? textAt(actor, 'id')
  return user ? principal('human', user) : principal('service', textAt(actor, 'type'))
}
