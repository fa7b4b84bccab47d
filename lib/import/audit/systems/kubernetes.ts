import { listOf } from '../../discover/outcome'
import { at, text, textAt, type AuditReader, type DraftPrincipal } from '../draft'

/** Kubernetes audit (audit.k8s.io): the user, and whom they impersonate. On EKS the user’s AWS session comes with it. */
export const kubernetes: AuditReader = {
  system: 'kubernetes',
  is: (record) => textAt(record, 'apiVersion')?.startsWith('audit.k8s.io/') === true || (at(record, 'kind') === 'Event' && (at(record, 'objectRef') !== undefined || at(record, 'verb') !== undefined || at(record, 'auditID') !== undefined)),
  read(record) {
    const stage = textAt(record, 'stage')
    if (stage === 'RequestReceived') return { nothing: 'A Kubernetes request that had only been received: its end is an event of its own' }
    const verb = textAt(record, 'verb')
    const what = [textAt(record, 'objectRef', 'resource'), textAt(record, 'objectRef', 'subresource')].filter(Boolean).join('/')
    const code = Number(at(record, 'responseStatus', 'code') ?? 0)
    const auditId = textAt(record, 'auditID')
    const extra = at(record, 'user', 'extra')
    const request = at(record, 'requestObject')
    return {
      events: [
        {
          sourceId: auditId === undefined ? undefined : `${auditId}${stage ? ` ${stage}` : ''}`,
          at: at(record, 'stageTimestamp') ?? at(record, 'requestReceivedTimestamp') ?? at(record, 'p_event_time'),
          action: verb === undefined ? undefined : `${verb} ${what || textAt(record, 'requestURI') || 'request'}`,
          result: code === 401 || code === 403 ? 'denied' : code >= 400 ? 'failed' : 'ok',
          reason: code >= 400 ? (textAt(record, 'responseStatus', 'reason') ?? `HTTP ${code}`) : undefined,
          principals: [userOf(at(record, 'user')), at(record, 'impersonatedUser') ? withAs(userOf(at(record, 'impersonatedUser'))) : null],
          uses: text(listOf(at(extra, 'accessKeyId'))[0]),
          resource: ['namespace', 'resource', 'name'].map((name) => textAt(record, 'objectRef', name)).filter(Boolean).join('/') || textAt(record, 'requestURI'),
          account: textAt(record, 'annotations', 'cluster') ?? textAt(record, 'p_source_label'),
          ip: text(listOf(at(record, 'sourceIPs'))[0]),
          userAgent: textAt(record, 'userAgent'),
          parameters: { ...(request ? { request } : {}), groups: at(record, 'user', 'groups') ?? [] },
        },
      ],
    }
  },
}

function userOf(user: unknown): DraftPrincipal | null {
  const name = textAt(user, 'username')
  if (name === undefined) return null
  const kind = name.startsWith('system:serviceaccount:') ? 'machine' : name.startsWith('system:') || name.startsWith('eks:') || name === 'aksService' ? 'service' : 'human'
  const extra = at(user, 'extra')
  return { kind, id: name, name: name.replace(/^system:serviceaccount:/, ''), also: [textAt(user, 'uid'), text(listOf(at(extra, 'arn'))[0]), text(listOf(at(extra, 'canonicalArn'))[0])] }
}

const withAs = (one: DraftPrincipal | null): DraftPrincipal | null => one && { ...one, as: 'impersonated' }
