import { isFields, listOf } from '../../discover/outcome'
import { at, isGoogleMachine, principal, textAt, type AuditReader, type Draft, type DraftPrincipal, type Fields } from '../draft'

/** Google Workspace (Admin SDK Reports): one activity may hold several events; an application acts for a person, or as one. */
export const googleWorkspace: AuditReader = {
  system: 'google_workspace',
  is: (record) => textAt(record, 'id', 'applicationName') !== undefined || /^(?:admin#reports#activity)$/.test(textAt(record, 'kind') ?? ''),
  read(record) {
    const events = listOf(at(record, 'events'))
    // Some exports write one event an activity, flat.
    return { events: (events.length > 0 ? events : [record]).map((event, index) => eventOf(record, event, events.length > 1 ? index : null)) }
  },
}

function eventOf(record: Fields, event: unknown, index: number | null): Draft {
  const application = textAt(record, 'id', 'applicationName')
  const name = textAt(event, 'name')
  const parameters = parametersOf(at(event, 'parameters'))
  const unique = textAt(record, 'id', 'uniqueQualifier')
  return {
    sourceId: unique === undefined ? undefined : `${unique} ${textAt(record, 'id', 'time') ?? ''} ${application ?? ''} ${name ?? ''}${index === null ? '' : ` ${index}`}`,
    at: at(record, 'id', 'time') ?? at(record, 'p_event_time'),
    action: name === undefined ? undefined : application ? `${application}:${name}` : name,
    result: /fail|denied|block/i.test(name ?? '') ? 'denied' : 'ok',
    reason: textAt(parameters, 'login_failure_type'),
    principals: principalsOf(record, parameters),
    resource: textAt(parameters, 'doc_title') ?? textAt(parameters, 'doc_id') ?? textAt(parameters, 'app_name') ?? textAt(parameters, 'USER_EMAIL') ?? textAt(parameters, 'GROUP_EMAIL') ?? textAt(parameters, 'client_id'),
    account: textAt(record, 'id', 'customerId'),
    ip: textAt(record, 'ipAddress'),
    parameters,
  }
}

function principalsOf(record: Fields, parameters: Fields): (DraftPrincipal | null)[] {
  const actor = at(record, 'actor')
  const email = textAt(actor, 'email') ?? textAt(actor, 'key') ?? textAt(actor, 'profileId')
  const user = principal(email && (isGoogleMachine(email) || textAt(actor, 'callerType') === 'KEY') ? 'machine' : 'human', email, { also: [textAt(actor, 'profileId')] })
  const application = at(actor, 'applicationInfo')
  const client = textAt(application, 'oauthClientId') ?? textAt(parameters, 'client_id')
  const app = principal('machine', client, { name: textAt(application, 'applicationName') ?? textAt(parameters, 'app_name'), also: [] })
  if (!app) return [user]
  // Domain-wide delegation: the application acts as the person, who need not know of it.
  return at(application, 'impersonation') === true && user ? [app, { ...user, as: 'impersonated' }] : [user, { ...app, as: 'on_behalf_of' }]
}

/** `[{ name, value | multiValue | intValue | boolValue }]`, or flat. */
function parametersOf(given: unknown): Fields {
  if (isFields(given)) return given
  return Object.fromEntries(
    listOf(given).flatMap((one) => {
      const name = textAt(one, 'name')
      if (!isFields(one) || name === undefined) return []
      const { name: _name, ...rest } = one
      return [[name, Object.values(rest)[0] ?? null]]
    }),
  )
}
