import { isFields, listOf } from '../../discover/outcome'
import { at, isGoogleMachine, principal, textAt, type AuditReader, type DraftPrincipal } from '../draft'

const PERMISSION_DENIED = 7
const UNAUTHENTICATED = 16

/** Google Cloud audit logs: the principal, and before it whoever acts through a service account by impersonation. */
export const gcp: AuditReader = {
  system: 'gcp',
  is: (record) => isFields(at(record, 'protoPayload')) || (textAt(record, 'logName')?.includes('cloudaudit.googleapis.com') === true),
  read(record) {
    const payload = at(record, 'protoPayload')
    const info = at(payload, 'authenticationInfo')
    const code = Number(at(payload, 'status', 'code') ?? 0)
    const refused = listOf(at(payload, 'authorizationInfo')).find((one) => at(one, 'granted') === false)
    const denied = code === PERMISSION_DENIED || code === UNAUTHENTICATED || (code === 0 && refused !== undefined)
    const insert = textAt(record, 'insertId')
    const request = at(payload, 'request')
    return {
      events: [
        {
          sourceId: insert === undefined ? undefined : `${insert} ${textAt(record, 'timestamp') ?? ''} ${textAt(record, 'logName') ?? ''}`,
          at: at(record, 'timestamp') ?? at(record, 'receiveTimestamp') ?? at(record, 'p_event_time'),
          action: textAt(payload, 'methodName'),
          result: denied ? 'denied' : code === 0 ? 'ok' : 'failed',
          reason: denied || code !== 0 ? (textAt(payload, 'status', 'message') ?? (textAt(refused, 'permission') ? `no permission ${textAt(refused, 'permission')}` : `code ${code}`)) : undefined,
          principals: principalsOf(info),
          uses: textAt(info, 'serviceAccountKeyName'),
          resource: textAt(payload, 'resourceName'),
          account: textAt(record, 'resource', 'labels', 'project_id') ?? textAt(record, 'logName')?.split('/')[1],
          region: textAt(record, 'resource', 'labels', 'location') ?? textAt(record, 'resource', 'labels', 'zone'),
          ip: textAt(payload, 'requestMetadata', 'callerIp') ?? textAt(payload, 'requestMetadata', 'callerIP'),
          userAgent: textAt(payload, 'requestMetadata', 'callerSuppliedUserAgent'),
          parameters: { service: textAt(payload, 'serviceName') ?? '', ...(request ? { request } : {}), permissions: listOf(at(payload, 'authorizationInfo')).map((one) => `${textAt(one, 'permission') ?? ''}: ${at(one, 'granted') === true ? 'granted' : 'not granted'}`) },
        },
      ],
    }
  },
}

/** Delegations are in the order in which they were made: the first is the real authority. */
function principalsOf(info: unknown): (DraftPrincipal | null)[] {
  const behind = listOf(at(info, 'serviceAccountDelegationInfo')).map((one) => named(textAt(one, 'firstPartyPrincipal', 'principalEmail') ?? textAt(one, 'principalSubject') ?? textAt(one, 'thirdPartyPrincipal', 'thirdPartyClaims', 'sub'), 'delegated', []))
  const subject = textAt(info, 'principalSubject')
  const self = named(textAt(info, 'principalEmail') ?? subject, behind.length > 0 ? 'impersonated' : 'itself', [subject, textAt(info, 'authoritySelector')])
  return [...behind.map((one, index) => (one && index === 0 ? { ...one, as: 'itself' as const } : one)), self]
}

function named(id: string | undefined, as: NonNullable<DraftPrincipal['as']>, also: (string | undefined)[]): DraftPrincipal | null {
  const bare = id?.replace(/^(?:user|serviceAccount):/, '')
  if (bare === undefined) return null
  const kind = /(?:@cloudservices|\.iam|@gcp-sa-[\w-]+\.iam|@developer|@appspot)\.gserviceaccount\.com$/i.test(bare) || isGoogleMachine(bare) ? 'machine' : /^(?:system:|service-agent-manager@)/.test(bare) ? (bare.startsWith('system:serviceaccount:') ? 'machine' : 'service') : /^principal(?:Set)?:/.test(bare) ? 'machine' : 'human'
  return principal(/^service-\d+@|@cloudservices\./.test(bare) ? 'service' : kind, bare, { as, also })
}
