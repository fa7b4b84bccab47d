import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryLog, testEntry, testRow } from '@/lib/testing/evidence'
import { OcsfSchema } from '@/lib/testing/ocsf-schema'
import type { Entry } from '../entry'
import { cefRecord } from './cef'
import { CSV_COLUMNS, csvRecord } from './csv'
import { ocsfEvent, ocsfRecord, OCSF_VERSION } from './ocsf'
import { ocsfActivityOf } from './ocsf-classes'
import type { ExportRow } from './row'

const hostile = '=cmd|\' /C calc\'!A0\r\nCEF:0|x\\y=z\u001b[31m\u202egnp "quoted", a=b|c'
const rowOf = (entry: Partial<Entry> = {}, over: Partial<ExportRow> = {}): ExportRow => testRow(memoryLog([testEntry(0, entry)]), 0, over)
const person = { actor_kind: 'person', actor_id: 'person-1', actor_name: 'M. Ito', root_person_id: null, chain: [], delegation_id: null, run_id: null, tool_server: null, tool: null }
const byPerson = (entry: Partial<Entry>): ExportRow => rowOf({ ...person, ...entry }, { root: null, chain: [], delegation: null })

const principals = [{ kind: 'human', id: 'ann@example.com', name: 'ann@example.com', as: 'source_identity' }, { kind: 'machine', id: 'arn:aws:iam::1:role/reader', name: 'reader/run-1', as: 'assumed_role' }]
const imported = (entry: Partial<Entry>): ExportRow =>
  byPerson({ action: 'imported.aws_cloudtrail', actor_kind: 'principal', actor_id: 'arn:aws:iam::1:role/reader', actor_name: 'reader/run-1', tool: 's3:GetObject', detail: { imported: { system: 'aws_cloudtrail', source_id: 'event-1', principals } }, ...entry })

/** One of every kind of entry there is. */
const KINDS: Record<string, ExportRow> = {
  'an allowed call': rowOf(),
  'a denied call': rowOf({ result: 'denied', reason: 'containment', detail: { decision: [{ check: 'signature', ok: true, detail: 'ok' }, { check: 'containment', ok: false, detail: 'halted' }] } }),
  'a cut call': rowOf({ action: 'tool.outcome', result: 'cut', reason: 'containment', cause_id: 'call-1', detail: { ms: 12 } }),
  'a stranger’s call': rowOf({ ...person, actor_kind: 'point', actor_name: 'gateway', result: 'denied', reason: 'signature', tool_server: 'files', tool: 'x' }, { root: null, chain: [], delegation: null }),
  'a token': rowOf({ action: 'token.issue', tool: null, detail: { scopes: ['mcp:files:read_file'], claims: { sub: 'person-1' } } }),
  'a refused token': rowOf({ action: 'token.issue', result: 'denied', reason: 'mandate', detail: { asked: ['mcp:files:write_file'] } }, { delegation: null }),
  'a token of autonomous work': rowOf({ action: 'token.issue', detail: {} }, { autonomous: true, delegation: null }),
  'a revoked token': rowOf({ action: 'token.revoke', subject_kind: 'delegation', subject_id: 'delegation-2' }),
  'a sign-in': byPerson({ action: 'access.session.start', subject_kind: 'person', subject_id: 'person-1', subject_name: 'M. Ito' }),
  'a sign-out': byPerson({ action: 'access.session.end' }),
  'an invitation': byPerson({ action: 'access.person.invite', subject_kind: 'person', subject_id: 'person-2', subject_name: 'K. Rao' }),
  'a mandate': byPerson({ action: 'delegation.mandate.give', subject_kind: 'agent', subject_id: 'agent-1', subject_name: 'planner', detail: { scopes: ['mcp:files:read_file'] } }),
  'a role': byPerson({ action: 'access.person.change_role', subject_kind: 'person', subject_id: 'person-2', subject_name: 'K. Rao' }),
  'a halt': byPerson({ action: 'containment.halt', subject_kind: 'agent', subject_id: 'agent-1', subject_name: 'planner' }),
  'an export': byPerson({ action: 'ledger.export' }),
  'an imported call': imported({ result: 'denied', reason: 'AccessDenied', subject_kind: 'resource', subject_id: 'arn:aws:s3:::books', subject_name: 'arn:aws:s3:::books' }),
  'something new': byPerson({ action: 'reviews.item.decide', detail: null }),
}

describe('OCSF', () => {
  it('names the agent, the human at the root, the whole chain and the delegation', () => {
    const event = ocsfEvent(KINDS['an allowed call'] as ExportRow)
    expect(event).toMatchObject({
      class_uid: 6003, category_uid: 6, activity_id: 99, type_uid: 600_399, status_id: 1, action_id: 1, disposition_id: 1,
      metadata: { version: OCSF_VERSION, profiles: ['ai_operation', 'record_integrity', 'security_control'], sequence: 0, log_name: 'log.test/log/one' },
      actor: { user: { uid: 'person-1', name: 'M. Ito' }, session: { uid: 'run-1' } },
      ai_agent: { uid: 'agent-2', name: 'inv-bot', instance_uid: 'run-1' },
      api: { operation: 'read_file', service: { name: 'files' } },
      attestation_list: [{ chain_uid: 'log.test/log/one', fingerprint: { algorithm_id: 3, value: KINDS['an allowed call']?.leaf } }],
      unmapped: {
        delegation: { uid: 'delegation-2', parent_uid: 'delegation-1', issuer_uid: 'http://authority.test', scopes: ['mcp:files:read_file'] },
        chain: [{ type: 'person', uid: 'person-1' }, { type: 'ai_agent', uid: 'agent-1' }, { type: 'ai_agent', uid: 'agent-2' }],
      },
    }) // prettier-ignore
    expect(ocsfEvent(KINDS['a denied call'] as ExportRow)).toMatchObject({
      status_id: 2, status_code: 'denied', status_detail: 'containment', action_id: 2,
      authorizations: [{ decision: 'allowed', policy: { name: 'signature' } }, { decision: 'denied', policy: { name: 'containment' } }],
    }) // prettier-ignore
    expect(ocsfEvent(KINDS['a halt'] as ExportRow)).toMatchObject({ class_uid: 3004, activity_id: 12, entity: { uid: 'agent-1' }, actor: { user: { uid: 'person-1' } } })
    expect(ocsfEvent(KINDS['an imported call'] as ExportRow)).toMatchObject({
      class_uid: 6003, status_id: 2, actor: { user: { uid: 'ann@example.com', type_id: 1 }, app_uid: 'arn:aws:iam::1:role/reader' }, api: { operation: 's3:GetObject', service: { name: 'AWS CloudTrail' } },
      metadata: { log_provider: 'AWS CloudTrail', original_event_uid: 'event-1' }, unmapped: { chain: [{ type: 'human', uid: 'ann@example.com' }, { type: 'machine', as: 'assumed_role' }] },
    }) // prettier-ignore
    expect(cefRecord(KINDS['an imported call'] as ExportRow)).toContain('cs1=ann@example.com > reader/run-1 cs1Label=chain')
    expect(ocsfEvent(KINDS['a halt'] as ExportRow)).not.toHaveProperty('ai_agent')
    expect(ocsfActivityOf('something.else')).toEqual({ class: 'entity_management', activity: 99, name: 'something.else' })
  })

  it('is one line, whose value is what it was', () => {
    const line = ocsfRecord(rowOf({ purpose: hostile }))
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(JSON.parse(line)).toMatchObject({ unmapped: { purpose: hostile } })
  })

  const folder = [process.env.OCSF_SCHEMA ?? '', resolve(import.meta.dirname, '../../../../shared/vectors/ocsf-schema')].find((at) => at !== '' && existsSync(at))
  describe.skipIf(!folder)('by the published schema', () => {
    const schema = folder ? new OcsfSchema(folder) : null
    it('is of its version', () => expect(schema?.version).toBe(OCSF_VERSION))
    it.each(Object.keys(KINDS))('%s is valid', (kind) => expect(schema?.problemsOf(ocsfEvent(KINDS[kind] as ExportRow))).toEqual([]))
    it('is what the check finds fault with when it is not', () => {
      const event = ocsfEvent(KINDS['an allowed call'] as ExportRow)
      const broken: [Record<string, unknown>, RegExp][] = [
        [{ ...event, api: undefined }, /^api is required/], [{ ...event, severity_id: 42 }, /severity_id is 42/], [{ ...event, made_up: 1 }, /made_up is not defined/],
        [{ ...event, time: 'now' }, /time is no/], [{ ...event, actor: {} }, /actor.*one of/], [{ ...event, type_uid: 1 }, /type_uid/], [{ ...event, metadata: { ...(event['metadata'] as object), profiles: [] } }, /ai_agent is of the profile/],
        [{ ...event, class_uid: 9_999 }, /no class/],
      ] // prettier-ignore
      for (const [changed, problem] of broken) expect(schema?.problemsOf(JSON.parse(JSON.stringify(changed)) as Record<string, unknown>).join('; ')).toMatch(problem)
    })
  })
})

describe('CEF', () => {
  it('is a header of eight parts and an extension', () => {
    const line = cefRecord(KINDS['a denied call'] as ExportRow)
    expect(line).toMatch(/^CEF:0\|Lanyard\|Lanyard\|[0-9.]+\|tool\.call\|inv-bot called read_file on files for M\. Ito: ok\|6\|rt=\d{13} externalId=\S+ act=denied outcome=failure reason=containment suid=person-1 suser=M\. Ito sproc=inv-bot /)
    expect(line).toContain('cs1=M. Ito > planner > inv-bot cs1Label=chain')
    expect(line).toContain(`cs6=${KINDS['a denied call']?.leaf} cs6Label=leafHash cn1=0 cn1Label=position`)
  })

  it('[40] holds nothing that ends a field, begins another or starts a line', () => {
    const line = cefRecord(rowOf({ purpose: hostile, actor_name: hostile, action: 'a|b\\c' }, { message: hostile }))
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    const header = line.split(/(?<!\\)\|/)
    expect(header.slice(0, 5)).toEqual(['CEF:0', 'Lanyard', 'Lanyard', '0.1', 'a\\|b\\\\c'])
    expect(header[6]).toBe('2')
    const extension = line.slice(header.slice(0, 7).join('|').length + 1)
    expect(extension).toContain('cs3==cmd|'.replace('==', '=\\='))
    const keys = [...extension.matchAll(/(?:^| )(\w+)(?<!\\)=/g)].map((match) => match[1])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).not.toContain('z')
  })
})

describe('CSV', () => {
  it('has a cell for every column', () => {
    const line = csvRecord(KINDS['an allowed call'] as ExportRow)
    expect(line.endsWith('\r\n')).toBe(true)
    expect(cellsOf(line)).toHaveLength(CSV_COLUMNS.length)
    const cell = (name: string) => cellsOf(line)[CSV_COLUMNS.indexOf(name)]
    expect([cell('position'), cell('chain'), cell('root_person_name'), cell('tool')]).toEqual(['0', 'M. Ito > planner > inv-bot', 'M. Ito', 'read_file'])
  })

  it('[40] is one line whatever is in it, and nothing in it is computed', () => {
    const line = csvRecord(rowOf({ purpose: hostile, actor_name: '+1', subject_name: '@SUM(A1)', tool: '-2', tool_server: '\tx' }, { message: '\r=1' }))
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(line.slice(0, -2)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    for (const cell of cellsOf(line)) expect(cell).not.toMatch(/^[=+\-@]/)
  })
})

/** The cells of one line, as RFC 4180 has them. */
const cellsOf = (line: string): string[] =>
  [...line.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => (quoted ?? plain ?? '').replaceAll('""', '"'))
