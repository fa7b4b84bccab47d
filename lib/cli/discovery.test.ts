import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cliEnvironment } from '@/lib/kernel/environment'
import { run } from './program'

const FIXTURES = resolve(import.meta.dirname, '../import/discover/fixtures')

/** A command that can reach nobody: what it would send, it would send to a port where nothing is. */
async function lanyard(...args: string[]) {
  const [out, said]: [string[], string[]] = [[], []]
  const environment = cliEnvironment({ HOME: '/nowhere', LANYARD_HOME: '/nowhere', LANYARD_ISSUER: 'http://localhost:9', LANYARD_ROOT_TOKEN: 'root-token-of-this-test' })
  const code = await run(args, { environment, out: (text) => void out.push(text), say: (text) => void said.push(text), isInteractive: false, openBrowser: () => undefined })
  return { code, out: out.join('\n'), said: said.join('\n') }
}

describe('lanyard discover', () => {
  it('prints what it found and sends nothing, with no secret in it', async () => {
    const { code, out, said } = await lanyard('discover', FIXTURES, '--dry-run')
    expect(code).toBe(0)
    expect(out).toMatch(/a2a_card\s+Invoice Reader\s+cards/)
    expect(out).toMatch(/spire\/entries\.json\s+entries\[1\], line 3\s+has a lifetime below zero/)
    expect(said).toContain('21 found')
    const json = await lanyard('discover', FIXTURES, '--dry-run', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ totals: { understood: { 'A2A agent card': 1 } } })
    expect(out + said + json.out).not.toMatch(/correct-horse|kept-in-the-export|password-of-ann/)
  })

  it('says when there is nothing to look through, or nobody to send to', async () => {
    expect(await lanyard('discover', '/nowhere/at/all', '--dry-run')).toMatchObject({ code: 1, said: expect.stringContaining('is not there') })
    expect(await lanyard('discover', FIXTURES)).toMatchObject({ code: 1, said: expect.stringMatching(/keys of http:.*could not be read.*nothing was sent/s) })
  })
})
