import { isFields } from '../../discover/outcome'
import { at, principal, textAt, type AuditReader, type DraftPrincipal } from '../draft'

/** OpenAI’s audit log of an organisation: sessions of people, and API keys of people and of service accounts. */
export const openai: AuditReader = {
  system: 'openai',
  is: (record) => textAt(record, 'object') === 'organization.audit_log' || (at(record, 'effective_at') !== undefined && isFields(at(record, 'actor')) && textAt(record, 'type') !== undefined),
  read(record) {
    const type = textAt(record, 'type') ?? ''
    const detail = at(record, type.replaceAll('.', '_')) ?? at(record, type)
    const failed = type.endsWith('.failed')
    const actor = at(record, 'actor')
    const key = textAt(actor, 'api_key', 'id')
    return {
      events: [
        {
          sourceId: textAt(record, 'id'),
          at: at(record, 'effective_at') ?? at(record, 'p_event_time'),
          action: type || undefined,
          result: failed ? 'denied' : 'ok',
          reason: failed ? (textAt(detail, 'error_message') ?? textAt(detail, 'error_code') ?? type) : undefined,
          principals: actorOf(actor),
          uses: key ? `openai ${key}` : undefined,
          resource: textAt(detail, 'id') ?? textAt(detail, 'resource_id') ?? textAt(detail, 'principal_id') ?? textAt(record, 'project', 'id'),
          account: textAt(record, 'project', 'name') ?? textAt(record, 'project', 'id'),
          ip: textAt(actor, 'session', 'ip_address'),
          userAgent: textAt(actor, 'session', 'user_agent'),
          parameters: isFields(detail) ? { detail } : {},
        },
      ],
    }
  },
}

function actorOf(actor: unknown): (DraftPrincipal | null)[] {
  const user = at(actor, 'session', 'user') ?? at(actor, 'api_key', 'user')
  const person = principal('human', textAt(user, 'email') ?? textAt(user, 'id'), { also: [textAt(user, 'id')] })
  const key = textAt(actor, 'api_key', 'id')
  if (!key) return [person]
  const account = textAt(actor, 'api_key', 'service_account', 'id')
  return [person, account ? principal('machine', account, { also: [key] }) : principal('machine', `API key ${key}`, { as: person ? 'token' : 'itself', also: [key] })]
}
