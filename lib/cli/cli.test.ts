import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExportInput } from '@/lib/identity/ledger/export-contract'
import { cliEnvironment } from '@/lib/kernel/environment'
import { dropNewKey, keyFileOf, keyIn, readKey } from './agent-key'
import { forgetCredential, readCredential, saveCredential } from './credentials'
import { plain, plainJson } from './plain'
import { run } from './program'
import { readDocuments } from './read-documents'
import { facts, table } from './table'
import type { CliContext } from './context'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lanyard-cli-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A context that nobody sits at, with an authority that is not there. */
function contextOf(over: Record<string, string> = {}): CliContext & { printed: string[]; said: string[] } {
  const [printed, said]: [string[], string[]] = [[], []]
  const source = { LANYARD_HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'config'), LANYARD_ISSUER: 'http://127.0.0.1:65501', ...over }
  return { environment: cliEnvironment(source), out: (text) => void printed.push(text), say: (text) => void said.push(text), isInteractive: false, openBrowser: () => undefined, printed, said }
}
const fileOf = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const namesIn = (text: string) => readDocuments(fileOf('agents.yaml', text)).map((agent) => agent.document.name)

describe('[40] text from elsewhere', () => {
  const hostile = 'a\u001b[31mred\u001b]0;title\u0007\u009b2J\r\nb\u202egnp\u200bc\u2066'
  it('does nothing to a terminal', () => {
    expect(plain(hostile)).toBe('a\uFFFD[31mred\uFFFD]0;title\uFFFD\uFFFD2J b\uFFFDgnp\uFFFDc\uFFFD')
    expect(table(['name'], [[hostile]])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(facts([['name', hostile]])).not.toContain('\n')
  })
  it('is the same value in JSON, and as harmless', () => {
    expect(JSON.parse(plainJson({ hostile }))).toEqual({ hostile })
    expect(plainJson({ hostile })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b]/)
  })
})

describe('a file of identity documents', () => {
  it('is YAML or JSON, one or many', () => {
    expect(namesIn('name: a\npurpose: x')).toEqual(['a'])
    expect(namesIn('{"name": "a"}')).toEqual(['a'])
    expect(namesIn('\ufeffname: a\r\n---\r\nname: b\r\n')).toEqual(['a', 'b'])
    expect(namesIn('[{"name": "a"}, {"document": {"name": "b"}}]')).toEqual(['a', 'b'])
    const [one] = readDocuments(fileOf('k.json', '{"name":"a","public_key":{"kty":"EC"}}'))
    expect(one).toEqual({ document: { name: 'a' }, publicKey: { kty: 'EC' } })
    expect(readDocuments(fileOf('w.json', '{"document":{"name":"a"},"public_key":{"kty":"EC"}}'))).toEqual([one])
  })
  it('is put in the order in which agents can name each other', () => {
    expect(namesIn('- {name: top, may_delegate_to: [mid]}\n- {name: mid, may_delegate_to: [leaf, elsewhere]}\n- {name: leaf}')).toEqual(['leaf', 'mid', 'top'])
    expect(namesIn('- {name: a, may_delegate_to: [b]}\n- {name: b, may_delegate_to: [a]}').sort()).toEqual(['a', 'b'])
  })
  it('is refused in a sentence when it is none', () => {
    const refused = ['', 'x', '[]', '- a', 'purpose: none', 'name: [1]', 'name: a\nname: b', 'name: a\n---\nname: a', 'name: "a\n', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((k, n) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[n]}`).join(',')}]`).join('\n')}\nname: bomb`]
    for (const text of refused) expect(() => namesIn(text), text.slice(0, 30)).toThrow()
    expect(() => readDocuments(join(folder, 'missing.yaml'))).toThrow(/cannot be read: ENOENT/)
    expect(() => namesIn('name: a\nb: [')).toThrow(/line \d/)
  })
})

describe('an agent’s key', () => {
  it('is made once, for its owner alone, and never written over', () => {
    const file = keyFileOf(contextOf(), 'inv-bot')
    expect(file).toBe(join(folder, 'home', 'agents', 'inv-bot.jwk.json'))
    const made = keyIn(file)
    expect(made.isNew).toBe(true)
    expect(made.publicJwk).not.toHaveProperty('d')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'home', 'agents')).mode & 0o777).toBe(0o700)
    const before = readFileSync(file, 'utf8')
    const again = keyIn(file)
    expect([again.isNew, again.publicJwk, readFileSync(file, 'utf8')]).toEqual([false, made.publicJwk, before])
    dropNewKey(again)
    expect(readKey(file)).not.toBeNull()
    dropNewKey(made)
    expect(readKey(file)).toBeNull()
  })
  it('has no path in its name', () => {
    for (const name of ['../x', 'a/b', '..', '.ssh', 'a\u0000', '']) expect(() => keyFileOf(contextOf(), name), name).toThrow(/not a name/)
  })
  it('is not what it is not', () => {
    for (const text of ['{}', 'x', '{"kty":"oct","k":"AAAA"}']) expect(() => readKey(fileOf('bad.jwk.json', text)), text).toThrow(/is not a key/)
  })
})

describe('what the command is signed in with', () => {
  it('is kept by issuer, for its owner alone, and forgotten', () => {
    const [context, other] = [contextOf(), contextOf({ LANYARD_ISSUER: 'http://127.0.0.1:10' })]
    const credential = { token: 't', expires_at: new Date(Date.now() + 60_000).toISOString(), person: 'M. Ito' }
    expect(readCredential(context)).toBeNull()
    saveCredential(context, credential)
    saveCredential(other, { ...credential, token: 'u' })
    expect([readCredential(context)?.token, readCredential(other)?.token]).toEqual(['t', 'u'])
    expect(statSync(join(folder, 'config', 'lanyard', 'credentials.json')).mode & 0o777).toBe(0o600)
    expect(readCredential(context, new Date(Date.now() + 61_000))).toBeNull()
    forgetCredential(context)
    expect([readCredential(context), readCredential(other)?.token]).toEqual([null, 'u'])
    forgetCredential(other)
    expect(() => statSync(join(folder, 'config', 'lanyard', 'credentials.json'))).toThrow()
  })
})

describe('the command line', () => {
  const lines = (texts: string[]) => texts.join('\n')
  it('says how it is used, and ends with 2 when it is not used so', async () => {
    for (const args of [['--help'], ['agents', '--help'], ['help', 'halt']]) {
      const context = contextOf()
      expect(await run(args, context), args.join(' ')).toBe(0)
      expect(lines(context.printed)).toContain('Usage: lanyard')
    }
    for (const args of [['agnets'], ['agents', 'register'], ['halt', 'agent'], ['halt', 'agent', 'x', '--grain', 'all'], ['mandates', 'give', 'x', '--scope', 's', '--purpose', 'p', '--for', 'ever'], ['people', 'invite', 'x@example.com', '--name', 'X', '--role', 'boss']]) {
      const context = contextOf()
      expect(await run(args, context), args.join(' ')).toBe(2)
      expect(context.printed).toEqual([])
      expect(lines(context.said)).toMatch(/error:/)
    }
  })
  it('exports by every filter that the list and the export have', async () => {
    const context = contextOf()
    expect(await run(['export', '--help'], context)).toBe(0)
    const under: Record<string, string> = { show: 'calls', as_far_as: 'cosigned', from: 'checkpoint' }
    for (const name of Object.keys(ExportInput.shape)) expect(lines(context.printed), name).toMatch(new RegExp(`^ +--${under[name] ?? name}( |$)`, 'm'))
  })
  it('says that nobody is signed in, and that there is no authority', async () => {
    const nobody = contextOf()
    expect(await run(['agents', 'list'], nobody)).toBe(1)
    expect(lines(nobody.said)).toBe('lanyard: not signed in: run `lanyard login`, or set LANYARD_ROOT_TOKEN to the root token of an embedded installation')
    const alone = contextOf({ LANYARD_ROOT_TOKEN: 'a-root-token-of-a-test' })
    expect(await run(['halt', 'agent', 'x', '--json'], alone)).toBe(1)
    expect(lines(alone.said)).toMatch(/^lanyard: the authority at http:\/\/127\.0\.0\.1:65501 cannot be reached \(\S+\): is Lanyard running/)
    expect(alone.printed).toEqual([])
    const login = contextOf()
    expect(await run(['login'], login)).toBe(1)
    expect(lines(login.said)).toMatch(/cannot be reached/)
  })
})
