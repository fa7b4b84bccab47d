import { isFields, listOf } from '../../discover/outcome'
import { at, principal, textAt, type AuditReader, type DraftPrincipal } from '../draft'

/** Okta’s System Log: who acted, and for whom; a session is joined to its sign-in. */
export const okta: AuditReader = {
  system: 'okta',
  is: (record) => isFields(at(record, 'outcome')) && isFields(at(record, 'actor')) && (textAt(record, 'eventType') !== undefined || textAt(record, 'published') !== undefined || at(record, 'authenticationContext') !== undefined || textAt(record, 'legacyEventType') !== undefined),
  read(record) {
    const action = textAt(record, 'eventType') ?? textAt(record, 'legacyEventType')
    const said = textAt(record, 'outcome', 'result')?.toUpperCase()
    const session = textAt(record, 'authenticationContext', 'externalSessionId')
    const targets = listOf(at(record, 'target'))
    const begins = action === 'user.session.start' && said === 'SUCCESS'
    const target = targets[0]
    return {
      events: [
        {
          sourceId: textAt(record, 'uuid'),
          at: at(record, 'published') ?? at(record, 'p_event_time'),
          action,
          result: said === 'DENY' ? 'denied' : said === 'FAILURE' ? (/^(?:user\.session|user\.authentication|policy)/.test(action ?? '') ? 'denied' : 'failed') : 'ok',
          reason: said === 'DENY' || said === 'FAILURE' ? (textAt(record, 'outcome', 'reason') ?? said) : undefined,
          principals: principalsOf(action ?? '', actorOf(at(record, 'actor')), targets),
          ...(begins ? { issues: session } : { uses: session }),
          resource: textAt(target, 'alternateId') ?? textAt(target, 'displayName') ?? textAt(target, 'id'),
          region: textAt(record, 'client', 'geographicalContext', 'country'),
          ip: textAt(record, 'client', 'ipAddress'),
          userAgent: textAt(record, 'client', 'userAgent', 'rawUserAgent'),
          parameters: { message: textAt(record, 'displayMessage') ?? '', targets: targets.map((one) => ({ type: textAt(one, 'type'), name: textAt(one, 'displayName'), id: textAt(one, 'alternateId') ?? textAt(one, 'id') })), debug: at(record, 'debugContext', 'debugData') ?? {} },
        },
      ],
    }
  },
}

function actorOf(actor: unknown): DraftPrincipal | null {
  const type = textAt(actor, 'type') ?? ''
  const kind = /^User$/i.test(type) ? 'human' : /SystemPrincipal/i.test(type) ? 'service' : /App|Client|Service|Agent|Bot|Token/i.test(type) ? 'machine' : 'unknown'
  return principal(kind, textAt(actor, 'alternateId') ?? textAt(actor, 'id'), { name: textAt(actor, 'displayName'), also: [textAt(actor, 'id')] })
}

/** A client that is granted a token acts for the user it names; whoever impersonates acts as the other. */
function principalsOf(action: string, actor: DraftPrincipal | null, targets: readonly unknown[]): (DraftPrincipal | null)[] {
  const user = actorOf(targets.find((one) => textAt(one, 'type') === 'User'))
  if (actor && user && actor.kind === 'machine' && /oauth2.*token|token\.grant/.test(action)) return [user, { ...actor, as: 'on_behalf_of' }]
  if (actor && user && /impersonation\.(?:initiate|start)|user\.session\.impersonation/.test(action)) return [actor, { ...user, as: 'impersonated' }]
  return [actor]
}
