import { at, principal, textAt, type AuditReader } from '../draft'

/** Of an audit log’s entry, and not of a webhook: webhooks have no flat actor, and their actions no dot. */
const ACTION = /^[a-z0-9_]+\.[a-z0-9_.]+$/i

/** GitHub’s audit log of an organisation or an enterprise: the actor, and the token, key or app that they acted by. */
export const github: AuditReader = {
  system: 'github',
  is: (record) => typeof at(record, 'action') === 'string' && ACTION.test(String(at(record, 'action'))) && (typeof at(record, 'actor') === 'string' || textAt(record, 'org') !== undefined || textAt(record, 'business') !== undefined || textAt(record, '_document_id') !== undefined),
  read(record) {
    const actor = textAt(record, 'actor')
    const way = textAt(record, 'programmatic_access_type')
    const isBot = at(record, 'actor_is_bot') === true || actor?.endsWith('[bot]') === true
    const token = textAt(record, 'token_id')
    const application = textAt(record, 'oauth_application_name') ?? textAt(record, 'integration') ?? textAt(record, 'application_name')
    const applicationId = textAt(record, 'oauth_application_id') ?? textAt(record, 'application_client_id') ?? token
    return {
      events: [
        {
          sourceId: textAt(record, '_document_id'),
          at: at(record, '@timestamp') ?? at(record, 'at_sign_timestamp') ?? at(record, 'created_at') ?? at(record, 'p_event_time'),
          action: textAt(record, 'action'),
          result: 'ok',
          principals: [
            principal(isBot ? 'machine' : 'human', actor, { also: [textAt(record, 'actor_id'), textAt(record, 'external_identity_nameid'), textAt(record, 'external_identity_username')] }),
            way && !isBot ? principal('machine', application ?? (token ? `token ${token}` : way), { as: 'token', name: application ?? way, also: [applicationId] }) : null,
          ],
          uses: textAt(record, 'hashed_token') ?? (token ? `github token ${token}` : undefined),
          resource: textAt(record, 'repo') ?? textAt(record, 'user') ?? textAt(record, 'org') ?? textAt(record, 'business'),
          account: textAt(record, 'org') ?? textAt(record, 'business'),
          region: textAt(record, 'actor_location', 'country_code'),
          ip: textAt(record, 'actor_ip'),
          userAgent: textAt(record, 'user_agent'),
          parameters: Object.fromEntries(Object.entries(record).filter(([name]) => !KNOWN.test(name))),
        },
      ],
    }
  },
}

const KNOWN = /^(?:@timestamp|_document_id|created_at|action|actor|actor_id|actor_ip|actor_location|user_agent|org|business|repo|token_id|hashed_token|p_.*)$/
