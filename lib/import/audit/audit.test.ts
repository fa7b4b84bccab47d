import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ImportedEvent, type UnreadRecord } from '@/lib/identity/imports/contract'
import { AUDIT_SYSTEMS } from '@/lib/kernel/audit-systems'
import { AuditGathering, sessionsIn } from './import-file'
import { readRecord } from './read-record'

type Read = { events: ImportedEvent[]; unread: UnreadRecord[]; read: Record<string, number>; explained: Record<string, number> }
async function reading(...files: { name: string; content: AsyncIterable<Uint8Array> }[]): Promise<Read> {
  const events: ImportedEvent[] = []
  const unread: UnreadRecord[] = []
  const gathering = new AuditGathering(async (part) => {
    events.push(...part.events)
    unread.push(...part.unread)
  })
  for (const { name, content } of files) await gathering.add(name, content)
  const { totals } = await gathering.end()
  return { events, unread, read: totals.read, explained: totals.explained }
}
/** In pieces of a size that falls anywhere. */
async function* inPieces(content: string | Buffer, size = 997) {
  const bytes = Buffer.from(content)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const of = (content: string | Buffer, size?: number) => reading({ name: 'log', content: inPieces(content, size) })
const eventOf = (record: unknown): ImportedEvent => {
  const read = readRecord(JSON.stringify(record))
  if (!('events' in read) || !read.events[0]) throw new Error(JSON.stringify(read))
  return read.events[0]
}
const chainOf = (record: unknown) => eventOf(record).principals.map(({ kind, id, as }) => `${kind} ${id} ${as}`)

const openai = (n: number) => ({ id: `audit_log-${n}`, object: 'organization.audit_log', type: 'project.created', effective_at: 1_770_000_000 + n, actor: { type: 'session', session: { user: { id: 'u', email: 'ann@example.com' } } } })
const ten = Array.from({ length: 10 }, (_, n) => openai(n))
const names = ({ events }: Read) => events.map(({ source_id }) => source_id)
const TEN = ten.map(({ id }) => id)

describe('records are found', () => {
  it.each([
    ['one a line', ten.map((one) => JSON.stringify(one)).join('\n')],
    ['one a line, of Windows, with a byte order mark and empty lines', `\uFEFF${ten.map((one) => JSON.stringify(one)).join('\r\n\r\n')}\r\n`],
    ['in a list', JSON.stringify(ten, null, 2)],
    ['under a name, in one line', JSON.stringify({ object: 'list', data: ten, has_more: false })],
    ['under a name, after others', JSON.stringify({ meta: { data: [1, { data: [] }] }, 'odd"name': '[{', Records: ten }, null, 1)],
    ['one after the other', ten.map((one) => JSON.stringify(one, null, 2)).join('\n')],
    ['compressed', gzipSync(JSON.stringify({ Records: ten }))],
  ])('%s', async (_what, content) => {
    for (const size of [1, 64, 100_000]) expect(names(await of(content, size))).toEqual(TEN)
  })

  it('and what is not one costs itself alone, by its line', async () => {
    const lines = ten.map((one) => JSON.stringify(one))
    lines[3] = '{"id":"cut'
    lines[5] = 'not JSON at all'
    lines[7] = `{"big":"${'x'.repeat(1_100_000)}"}`
    const found = await of(lines.join('\n'), 50_000)
    expect(names(found)).toEqual(TEN.filter((_, n) => ![3, 5, 7].includes(n)))
    expect(found.unread.map(({ line, reason }) => `${line}: ${reason}`)).toEqual(['4: is not JSON', '6: is not JSON', '8: is longer than 1048576 characters'])
    const list = await of(`[\n${[lines[0], '{"id": nonsense}', lines[1]].join(',\n')}\n]`)
    expect(names(list)).toEqual(TEN.slice(0, 2))
    expect(list.unread).toEqual([{ file: 'log', line: 3, reason: 'is not JSON' }])
  })

  it('up to where a file is cut off', async () => {
    const whole = JSON.stringify({ Records: ten })
    const cut = await of(whole.slice(0, whole.indexOf('audit_log-6')))
    expect(names(cut)).toEqual(TEN.slice(0, 6))
    expect(cut.unread).toEqual([{ file: 'log', line: 1, reason: 'begins here and does not end' }])
    const noise = Array.from({ length: 4_000 }, (_, n) => JSON.stringify({ ...openai(n), noise: Math.sin(n) }))
    const zipped = await of(gzipSync(noise.join('\n')).subarray(0, 20_000))
    expect(zipped.events.length).toBeGreaterThan(100)
    expect(zipped.unread.at(-1)?.reason).toBe('the compressed file is cut off or damaged here')
  })

  it('those that gave out a session first, once each, when they were looked for', async () => {
    const trail = (eventID: string, accessKeyId?: string) => JSON.stringify({ eventID, eventTime: `2026-05-01T10:0${eventID}:00Z`, eventSource: 'sts.amazonaws.com', eventName: accessKeyId ? 'AssumeRole' : 'GetCallerIdentity', userIdentity: { type: 'IAMUser', userName: 'u' }, ...(accessKeyId ? { responseElements: { credentials: { accessKeyId } } } : {}) })
    const log = [trail('1'), trail('5', 'ASIA0000000000000005'), trail('2', 'ASIA0000000000000002'), '{"AssumeRole', trail('3')].join('\n')
    const events: ImportedEvent[] = []
    const gathering = new AuditGathering(async (part) => void events.push(...part.events))
    await gathering.sessionsFirst(await sessionsIn(inPieces(log)))
    await gathering.add('log', inPieces(log))
    const { totals, files } = await gathering.end()
    expect(events.map(({ source_id }) => source_id)).toEqual(['2', '5', '1', '3'])
    expect([totals.read, totals.unread, files[0]?.events]).toEqual([{ aws_cloudtrail: 4 }, 1, 4])
  })

  it('one bad line in ten thousand is one line', async () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => JSON.stringify(openai(n)))
    lines[6_789] = (lines[6_789] ?? '').slice(0, 40)
    const found = await of(lines.join('\n'), 65_536)
    expect(found.read).toEqual({ openai: 9_999 })
    expect(found.unread).toEqual([{ file: 'log', line: 6_790, reason: 'is not JSON' }])
  }, 60_000)

  it('or none are, and nothing breaks', async () => {
    for (const content of ['', '\n\n', 'plain text', '{', '[', '[1,2,3]', '{"Records":[]}', '{"a":1}', '\u0000\u0001', '['.repeat(200_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`]) expect((await of(content, 4_096)).events).toEqual([])
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.array(fc.json()).map((all) => all.join('\n'))), async (content) => {
      const { unread } = await of(content, 7)
      expect(unread.every(({ reason }) => reason !== '')).toBe(true)
    }), { numRuns: 150 })
  })
})

describe('who acted, and for whom', () => {
  const at = '2026-05-01T10:00:00Z'
  it('of CloudTrail: a session, the role, the person that the session names, a service', () => {
    const trail = (userIdentity: unknown) => ({ eventTime: at, eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventID: 'e', userIdentity })
    const issuer = { sessionIssuer: { arn: 'arn:aws:iam::1:role/R' } }
    expect(chainOf(trail({ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/R/s', sessionContext: { ...issuer, sourceIdentity: 'ann@example.com' } }))).toEqual(['human ann@example.com source_identity', 'machine arn:aws:iam::1:role/R assumed_role'])
    expect(chainOf(trail({ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0a1b/ann@example.com', sessionContext: issuer }))[0]).toBe('human ann@example.com itself')
    expect(chainOf(trail({ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/R/s', sessionContext: { ...issuer, webIdFederationData: { federatedProvider: 'oidc', attributes: { 'oidc.eks.example/id:sub': 'system:serviceaccount:ns:agent' } } } }))[0]).toBe('machine system:serviceaccount:ns:agent itself')
    expect(chainOf(trail({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }))).toEqual(['service ec2.amazonaws.com itself'])
    expect(chainOf(trail({ type: 'IAMUser', arn: 'arn:aws:iam::1:user/bot', userName: 'bot', accessKeyId: 'AKIA0000000000000000' }))).toEqual(['machine arn:aws:iam::1:user/bot itself'])
    expect(eventOf({ ...trail({ type: 'IAMUser', arn: 'arn:aws:iam::1:user/bot' }), errorCode: 'AccessDenied' })).toMatchObject({ action: 's3:GetObject', result: 'denied', reason: 'AccessDenied' })
  })

  it('of Kubernetes: whom a user impersonates, and the AWS session of a user of EKS', () => {
    const event = eventOf({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a', stage: 'ResponseComplete', stageTimestamp: at, verb: 'delete', user: { username: 'ann@example.com', extra: { accessKeyId: ['ASIA0000000000000009'] } }, impersonatedUser: { username: 'system:serviceaccount:ci:deployer' }, objectRef: { resource: 'pods', subresource: 'exec', namespace: 'ci', name: 'p' } })
    expect(event.principals.map(({ id, as }) => `${id} ${as}`)).toEqual(['ann@example.com itself', 'system:serviceaccount:ci:deployer impersonated'])
    expect(event).toMatchObject({ action: 'delete pods/exec', resource: 'ci/pods/p', uses: { hint: 'ASIA…0009' } })
    expect(event.uses?.digest).toBe(eventOf({ eventTime: at, eventSource: 's3.amazonaws.com', eventName: 'x', userIdentity: { type: 'IAMUser', userName: 'u', accessKeyId: 'ASIA0000000000000009' } }).uses?.digest)
  })

  it('of Google Cloud: the real authority behind a service account', () => {
    expect(chainOf({ timestamp: at, logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity', protoPayload: { methodName: 'm', authenticationInfo: { principalEmail: 'last@p.iam.gserviceaccount.com', serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: 'ann@example.com' } }, { firstPartyPrincipal: { principalEmail: 'mid@p.iam.gserviceaccount.com' } }] } } })).toEqual(['human ann@example.com itself', 'machine mid@p.iam.gserviceaccount.com delegated', 'machine last@p.iam.gserviceaccount.com impersonated'])
  })

  it('of Entra and Azure, Okta, GitHub and Google Workspace: the person, and the application or token that they act by', () => {
    expect(chainOf({ category: 'SignInLogs', time: at, properties: { id: 's', userPrincipalName: 'ann@example.com', userId: 'u', appId: 'app', appDisplayName: 'Agent', uniqueTokenIdentifier: 'uti', status: { errorCode: 0 } } })).toEqual(['human ann@example.com itself', 'machine app on_behalf_of'])
    const call = eventOf({ category: 'MicrosoftGraphActivityLogs', time: at, properties: { userId: 'u', appId: 'app', signInActivityId: 'uti', requestMethod: 'GET', requestUri: 'https://graph.example/me?x=secret' } })
    expect(call).toMatchObject({ resource: 'https://graph.example/me', uses: { digest: eventOf({ category: 'SignInLogs', time: at, properties: { userPrincipalName: 'ann@example.com', appId: 'app', uniqueTokenIdentifier: 'uti', status: { errorCode: 0 } } }).issues?.digest } })
    expect(chainOf({ time: at, operationName: 'MICROSOFT.KEYVAULT/VAULTS/WRITE', resourceId: '/subscriptions/1', category: 'Administrative', resultType: 'Success', identity: { claims: { appid: 'app', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'ann@example.com' } } })).toEqual(['human ann@example.com itself', 'machine app on_behalf_of'])
    expect(chainOf({ uuid: 'o', published: at, eventType: 'app.oauth2.token.grant.access_token', actor: { id: 'c', type: 'PublicClientApp', alternateId: 'client' }, outcome: { result: 'SUCCESS' }, target: [{ id: 'u', type: 'User', alternateId: 'ann@example.com' }] })).toEqual(['human ann@example.com itself', 'machine client on_behalf_of'])
    expect(chainOf({ '@timestamp': Date.parse(at), action: 'git.clone', actor: 'ann', org: 'o', programmatic_access_type: 'OAuth access token', oauth_application_name: 'Agent' })).toEqual(['human ann itself', 'machine Agent token'])
    expect(chainOf({ id: { time: at, uniqueQualifier: '1', applicationName: 'drive' }, actor: { email: 'ann@example.com', applicationInfo: { oauthClientId: 'client', impersonation: true } }, events: [{ name: 'view', parameters: [{ name: 'doc_id', value: 'd' }] }] })).toEqual(['machine client itself', 'human ann@example.com impersonated'])
  })

  it('of Anthropic and OpenAI: people and keys', () => {
    expect(chainOf({ id: 'e', created_at: at, organization_id: 'o', type: 'api_key_used', actor: { type: 'api_actor', api_key_id: 'key_1' } })).toEqual(['machine API key key_1 itself'])
    expect(chainOf({ ...openai(1), actor: { type: 'api_key', api_key: { id: 'k', type: 'user', user: { id: 'u', email: 'ann@example.com' } } } })).toEqual(['human ann@example.com itself', 'machine API key k token'])
    expect(chainOf({ ...openai(1), actor: { type: 'api_key', api_key: { id: 'k', type: 'service_account', service_account: { id: 'svc' } } } })).toEqual(['machine svc itself'])
  })

  it('is nobody where the log does not say, and a record without a time is none', () => {
    expect(eventOf({ time: at, operationName: 'op', resourceId: '/r', category: 'Administrative' }).principals).toMatchObject([{ kind: 'unknown', id: 'not said' }])
    expect(readRecord(JSON.stringify({ ...openai(1), effective_at: undefined }))).toEqual({ problem: 'does not say when it happened' })
    expect(readRecord(JSON.stringify({ ...openai(1), effective_at: 4_000_000_000 }))).toEqual({ problem: 'happened in the future, by its time' })
    expect(readRecord('{"a":1}')).toEqual({ nothing: 'A record of no system that is known here' })
  })
})

/** Beside the clone, where it is: files of others, which are not copied into it. */
const DATA = resolve(import.meta.dirname, '../../../../shared/data')

describe.skipIf(!existsSync(DATA))('real files', () => {
  it('of CloudTrail are read whole: 2,900 events, 49 times a role is assumed, 36 sessions given out, 70 events of these', async () => {
    const folder = join(DATA, 'aws-cloudtrail-invictus/invictus-ir__aws_dataset/CloudTrail')
    const logs = readdirSync(folder).filter((name) => name.endsWith('.json'))
    const { events, unread, read } = await reading(...logs.map((name) => ({ name, content: createReadStream(join(folder, name)) as AsyncIterable<Uint8Array> })))
    expect(unread).toEqual([])
    expect(read).toEqual({ aws_cloudtrail: 2_900 })
    expect(new Set(events.map(({ source_id }) => source_id)).size).toBe(2_900)
    const assumed = events.filter(({ action }) => action.startsWith('sts:AssumeRole'))
    const given = new Set(assumed.flatMap(({ issues }) => issues?.digest ?? []))
    expect([assumed.length, given.size, events.filter(({ uses }) => uses && given.has(uses.digest)).length]).toEqual([49, 36, 70])
  }, 60_000)

  it('of rules’ tests are understood by system, and what is not says why', () => {
    const folder = join(DATA, 'audit-panther-rule-tests/panther-labs__panther-analysis/rules')
    const understood: Record<string, number> = {}
    const problems: Record<string, number> = {}
    let records = 0
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.yml')))
      for (const { Log: log } of (parse(readFileSync(join(folder, name), 'utf8')) as { Tests?: { Log?: Record<string, unknown> }[] }).Tests ?? []) {
        if (!log) continue
        records++
        const type = String(log['p_log_type'] ?? '')
        // Whoever wrote them left out what their rule does not look at, and often the time.
        const read = readRecord(JSON.stringify({ p_event_time: '2026-01-01 00:00:00', ...log }))
        const key = 'events' in read ? (read.events[0]?.system ?? 'none') : 'problem' in read ? read.problem : 'nothing'
        const counts = 'problem' in read ? problems : understood
        counts[key] = (counts[key] ?? 0) + 1
        if ('events' in read) for (const event of read.events) ImportedEvent.parse(event)
        if (/^(?:Anthropic|OpenAI)/.test(type)) expect(read).toHaveProperty('events')
      }
    expect(Object.keys(understood).filter((key) => key !== 'nothing').sort()).toEqual([...AUDIT_SYSTEMS].sort())
    const total = Object.values({ ...understood, ...problems }).reduce((a, b) => a + b, 0)
    expect(total).toBe(records)
    expect(problems).toEqual({ 'does not say what was done': 13, 'has a time that is none': 5 })
    expect(understood).toMatchObject({ aws_cloudtrail: 230, azure: 120, entra: 32, gcp: 84, github: 50, google_workspace: 65, kubernetes: 84, okta: 36, anthropic: 19, openai: 19 })
  }, 60_000)
})
