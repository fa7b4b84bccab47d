import { isFields } from '../../discover/outcome'
import { at, principal, textAt, type AuditReader, type DraftPrincipal } from '../draft'

const UPN = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn'
const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier'

/** Azure’s activity log and resource logs: what was done to resources, with the claims of whoever asked where they are given. */
export const azure: AuditReader = {
  system: 'azure',
  is: (record) => textAt(record, 'operationName') !== undefined && (textAt(record, 'resourceId') !== undefined || textAt(record, 'category') !== undefined),
  read(record) {
    const said = textAt(record, 'resultType') ?? textAt(record, 'resultSignature') ?? 'Success'
    const denied = /forbidden|unauthorized|denied/i.test(`${said} ${textAt(record, 'resultSignature') ?? ''}`)
    const failed = /fail|error|canceled/i.test(said) || /^[45]\d\d$/.test(said)
    const inner = at(record, 'properties')
    const correlation = textAt(record, 'correlationId')
    return {
      events: [
        {
          // One request has an entry when it begins and one when it ends, under one correlation id.
          sourceId: textAt(record, 'eventDataId') ?? textAt(record, 'p_row_id') ?? (correlation ? `${correlation} ${textAt(record, 'time') ?? ''} ${textAt(record, 'operationName') ?? ''} ${said}` : undefined),
          at: at(record, 'time') ?? at(record, 'p_event_time'),
          action: textAt(record, 'operationName'),
          result: denied ? 'denied' : failed ? 'failed' : 'ok',
          reason: denied || failed ? (textAt(record, 'resultDescription') ?? said) : undefined,
          principals: principalsOf(at(record, 'identity'), textAt(record, 'caller')),
          resource: textAt(record, 'resourceId'),
          account: textAt(record, 'tenantId'),
          region: textAt(record, 'location'),
          ip: textAt(record, 'callerIpAddress'),
          userAgent: textAt(inner, 'userAgentHeader') ?? textAt(inner, 'clientInfo'),
          parameters: isFields(inner) ? { properties: inner } : {},
        },
      ],
    }
  },
}

function principalsOf(identity: unknown, caller: string | undefined): (DraftPrincipal | null)[] {
  const claims = at(identity, 'claims') ?? at(identity, 'claim')
  const name = textAt(claims, UPN) ?? textAt(claims, 'upn') ?? (caller?.includes('@') ? caller : undefined)
  const object = textAt(claims, OBJECT_ID) ?? textAt(claims, 'oid') ?? textAt(identity, 'authorization', 'evidence', 'principalId')
  const application = textAt(claims, 'appid')
  const user = principal('human', name, { name: textAt(claims, 'name') ?? name, also: [object] })
  if (user) return [user, principal('machine', application, { as: 'on_behalf_of' })]
  const other = textAt(identity, 'type') ?? textAt(identity, 'tokenHash')
  return [principal(application ? 'machine' : 'unknown', application ?? object ?? caller ?? other, { also: [object] })]
}
