import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cliEnvironment } from '@/lib/kernel/environment'
import { run } from './program'

const folder = mkdtempSync(join(tmpdir(), 'logs-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A command that can reach nobody: what it would send, it would send to a port where nothing is. */
async function lanyard(...args: string[]) {
  const [out, said]: [string[], string[]] = [[], []]
  const environment = cliEnvironment({ HOME: '/nowhere', LANYARD_HOME: '/nowhere', LANYARD_ISSUER: 'http://localhost:9', LANYARD_ROOT_TOKEN: 'root-token-of-this-test' })
  const code = await run(args, { environment, out: (text) => void out.push(text), say: (text) => void said.push(text), isInteractive: false, openBrowser: () => undefined })
  return { code, out: out.join('\n'), said: said.join('\n') }
}

describe('lanyard import', () => {
  it('says what is in the logs of a folder, what is not and where, and sends nothing', async () => {
    const event = { object: 'organization.audit_log', id: 'a', type: 'project.created', effective_at: 1_770_000_000, actor: { type: 'session', session: { user: { id: 'u', email: 'ann@example.com' } } } }
    writeFileSync(join(folder, 'a.jsonl'), `${JSON.stringify(event)}\n{"id":\n{"of":"nobody"}\n`)
    writeFileSync(join(folder, 'notes.txt'), JSON.stringify(event))
    const { code, out, said } = await lanyard('import', folder, '--dry-run')
    expect(code).toBe(0)
    expect(out).toMatch(/OpenAI\s+1/)
    expect(out).toMatch(/a\.jsonl\s+2\s+is not JSON/)
    expect(said).toContain('1 events read: nothing was sent; 1 places could not be read\n  1 × A record of no system that is known here')
    expect(await lanyard('import', folder, '--dry-run', '--system', 'okta')).toMatchObject({ code: 0, said: expect.stringContaining('A record of another system than the one that was named') })
  })

  it('says when there is nothing to read, or nobody to send to', async () => {
    expect(await lanyard('import', join(folder, 'not-here'))).toMatchObject({ code: 1, said: expect.stringContaining('is not there') })
    expect(await lanyard('import', folder)).toMatchObject({ code: 1, said: expect.stringContaining('cannot be reached') })
    expect(await lanyard('import', folder, '--system', 'unheard-of')).toMatchObject({ code: 2 })
  })
})
