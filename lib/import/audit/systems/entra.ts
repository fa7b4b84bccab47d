import { isFields, listOf } from '../../discover/outcome'
import { at, firstText, principal, textAt, type AuditReader, type Draft, type DraftPrincipal, type Fields } from '../draft'

const SIGN_INS = /SignInLogs$/i
const GRAPH_CALLS = /^MicrosoftGraphActivityLogs$/i
/** Of the diagnostic settings; the rest of what they carry is of Azure. */
const CATEGORIES = /^(?:AuditLogs|.*SignInLogs|MicrosoftGraphActivityLogs|DirectoryManagement|UserManagement|GroupManagement|ApplicationManagement|RoleManagement|Policy|Authorization|Authentication|Device|ProvisioningLogs|KeyManagement|ResourceManagement|UserRiskEvents|RiskyUsers|RiskyServicePrincipals|ServicePrincipalRiskEvents)$/i

/** Microsoft Entra: sign-ins, directory audit and calls of Microsoft Graph; a call is joined to its sign-in by the token’s id. */
export const entra: AuditReader = {
  system: 'entra',
  is: (record) =>
    (CATEGORIES.test(textAt(record, 'category') ?? '') && isFields(at(record, 'properties'))) ||
    (at(record, 'initiatedBy') !== undefined && at(record, 'activityDisplayName') !== undefined) ||
    (at(record, 'createdDateTime') !== undefined && at(record, 'appId') !== undefined && (at(record, 'userPrincipalName') !== undefined || at(record, 'servicePrincipalId') !== undefined)),
  read(record) {
    const inner = at(record, 'properties')
    const properties: Fields = isFields(inner) ? inner : record
    const category = textAt(record, 'category') ?? ''
    const shared = {
      sourceId: textAt(properties, 'id') ?? textAt(record, 'id'),
      at: at(properties, 'createdDateTime') ?? at(properties, 'activityDateTime') ?? at(record, 'time') ?? at(record, 'p_event_time'),
      account: textAt(record, 'tenantId') ?? textAt(properties, 'tenantId'),
      region: textAt(record, 'location') ?? textAt(properties, 'location', 'countryOrRegion'),
      ip: textAt(properties, 'ipAddress') ?? textAt(record, 'callerIpAddress'),
      userAgent: textAt(properties, 'userAgent'),
    }
    if (GRAPH_CALLS.test(category)) return { events: [{ ...shared, ...graphCall(properties) }] }
    if (at(properties, 'initiatedBy') !== undefined) return { events: [{ ...shared, ...change(properties, record) }] }
    if (SIGN_INS.test(category) || at(properties, 'appId') !== undefined || at(properties, 'userPrincipalName') !== undefined) return { events: [{ ...shared, ...signIn(properties, record) }] }
    return { events: [{ ...shared, ...change(properties, record) }] }
  },
}

type Rest = Omit<Draft, 'sourceId' | 'at' | 'account' | 'region' | 'ip' | 'userAgent'>

/** A person signs in to an application, which then acts for them; or an application by itself. */
function signIn(properties: Fields, record: Fields): Rest {
  const code = Number(at(properties, 'status', 'errorCode') ?? at(record, 'resultType') ?? 0)
  const user = userOf(properties)
  const application = principal('machine', textAt(properties, 'appId') ?? textAt(properties, 'servicePrincipalId'), {
    as: user ? 'on_behalf_of' : 'itself',
    name: textAt(properties, 'appDisplayName') ?? textAt(properties, 'servicePrincipalName'),
    also: [textAt(properties, 'servicePrincipalId'), textAt(properties, 'servicePrincipalName')],
  })
  return {
    action: 'Sign-in',
    result: code === 0 ? 'ok' : 'denied',
    reason: code === 0 ? undefined : (textAt(properties, 'status', 'failureReason') ?? `error ${code}`),
    principals: [user, application],
    issues: code === 0 ? textAt(properties, 'uniqueTokenIdentifier') : undefined,
    resource: textAt(properties, 'resourceDisplayName'),
    parameters: picked(properties, ['clientAppUsed', 'conditionalAccessStatus', 'riskLevelAggregated', 'riskState', 'authenticationRequirement', 'authenticationProtocol', 'incomingTokenType', 'isInteractive', 'resourceDisplayName']),
  }
}

function graphCall(properties: Fields): Rest {
  const status = Number(at(properties, 'responseStatusCode') ?? 0)
  const user = principal('human', textAt(properties, 'userId'))
  return {
    action: `Graph ${textAt(properties, 'requestMethod') ?? 'call'}`,
    result: status === 401 || status === 403 ? 'denied' : status >= 400 ? 'failed' : 'ok',
    reason: status >= 400 ? `HTTP ${status}` : undefined,
    principals: [user, principal('machine', textAt(properties, 'appId') ?? textAt(properties, 'servicePrincipalId'), { as: user ? 'on_behalf_of' : 'itself' })],
    uses: textAt(properties, 'signInActivityId'),
    resource: textAt(properties, 'requestUri')?.split('?')[0],
    parameters: picked(properties, ['scopes', 'roles', 'apiVersion']),
  }
}

function change(properties: Fields, record: Fields): Rest {
  const by = at(properties, 'initiatedBy')
  const user = userOf(at(by, 'user'))
  const application = principal('machine', textAt(by, 'app', 'appId') ?? textAt(by, 'app', 'servicePrincipalId') ?? textAt(by, 'app', 'displayName'), { as: user ? 'on_behalf_of' : 'itself', name: textAt(by, 'app', 'displayName'), also: [textAt(by, 'app', 'servicePrincipalId')] })
  const said = (textAt(properties, 'result') ?? textAt(record, 'resultType') ?? 'success').toLowerCase()
  const failed = said !== 'success' && said !== 'succeeded' && said !== '0'
  const [target] = listOf(at(properties, 'targetResources'))
  return {
    action: textAt(properties, 'activityDisplayName') ?? textAt(properties, 'operationName') ?? textAt(record, 'operationName'),
    result: failed ? 'failed' : 'ok',
    reason: failed ? (textAt(properties, 'resultReason') ?? said) : undefined,
    principals: [user, application],
    resource: firstText(target, ['userPrincipalName', 'displayName', 'id']),
    parameters: { targets: at(properties, 'targetResources') ?? [], details: at(properties, 'additionalDetails') ?? [] },
  }
}

function userOf(user: unknown): DraftPrincipal | null {
  const name = textAt(user, 'userPrincipalName')
  const id = textAt(user, "userId") ?? (name === undefined && textAt(user, "appId") !== undefined ? undefined : textAt(user, "id"))
  return principal("human", name ?? id, { name: textAt(user, 'userDisplayName') ?? textAt(user, 'displayName') ?? name, also: [textAt(user, 'userId') ?? textAt(user, 'id')] })
}

const picked = (value: Fields, names: readonly string[]): Fields => Object.fromEntries(names.flatMap((name) => (at(value, name) === undefined ? [] : [[name, at(value, name)]])))
