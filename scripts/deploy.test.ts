import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { VARIABLE_NAMES } from '@/lib/kernel/environment'

const read = (file: string) => readFileSync(file, 'utf8')
/** Not ours: what PostgreSQL's image, Node and Next read. */
const FOREIGN = ['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD', 'NODE_ENV', 'NEXT_TELEMETRY_DISABLED', 'LANYARD_HOME']
const known = (name: string) => VARIABLE_NAMES.includes(name) || FOREIGN.includes(name)
/** Made by `scripts/build.mjs`, and so not there in a fresh clone. */
const BUILT = [...read('scripts/build.mjs').matchAll(/^ {6}(\w+): 'lib\/processes\//gm)].map((match) => `dist/${match[1]}.js`)
const scriptsIn = (text: string) => [...text.matchAll(/\b((?:dist|scripts)\/[\w.-]+\.m?js)\b/g)].map((match) => match[1] as string)

const dockerfile = () => read('Dockerfile').replaceAll(/\\\n/g, ' ').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
  const [instruction = '', ...rest] = line.trim().split(/\s+/)
  return { instruction, rest }
}) // prettier-ignore

describe('the Dockerfile', () => {
  it('is made of instructions that there are, and copies what is there', () => {
    const instructions = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD']
    for (const { instruction, rest } of dockerfile()) {
      expect(instructions).toContain(instruction)
      if (instruction !== 'COPY' || rest[0]?.startsWith('--from')) continue
      for (const source of rest.slice(0, -1)) expect(existsSync(source), source).toBe(true)
    }
  })

  it('runs what the build makes, not as root, and asks a path that is answered', () => {
    for (const script of scriptsIn(read('Dockerfile'))) expect(BUILT.includes(script) || existsSync(script), script).toBe(true)
    const lines = dockerfile()
    expect(lines.findLast(({ instruction }) => instruction === 'USER')?.rest).toEqual(['node'])
    expect(lines.filter(({ instruction }) => instruction === 'CMD')).toHaveLength(1)
    expect(read('Dockerfile')).toContain('/readyz')
    expect(lines.filter(({ instruction }) => instruction === 'FROM').map(({ rest }) => rest[0])).toEqual(['node:22-slim', 'node:22-slim'])
  })

  it('leaves out what the clone does not have, and every file with secrets', () => {
    const ignored = read('.dockerignore').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['node_modules', '.lanyard', '.env', '.git', 'dist', '.next']))
  })
})

describe('compose.yaml', () => {
  type Service = { environment?: Record<string, string>; ports?: string[]; build?: string; volumes?: string[]; depends_on?: Record<string, unknown> }
  const compose = () => parse(read('compose.yaml')) as { services: Record<string, Service>; volumes: Record<string, unknown> }

  it('sets variables that are read, mounts volumes that are declared, and depends on services that there are', () => {
    const { services, volumes } = compose()
    expect(Object.keys(services)).toEqual(['postgres', 'lanyard'])
    for (const { environment = {}, volumes: mounts = [], depends_on = {} } of Object.values(services)) {
      for (const name of Object.keys(environment)) expect(known(name), name).toBe(true)
      for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0])
      for (const name of Object.keys(depends_on)) expect(Object.keys(services)).toContain(name)
    }
    expect(existsSync(join(services['lanyard']?.build ?? '', 'Dockerfile'))).toBe(true)
  })

  it('holds no secret, starts with none missing, and opens no port to the network', () => {
    const { services } = compose()
    for (const name of ['POSTGRES_PASSWORD', 'LANYARD_KEY_ENCRYPTION_KEY'])
      expect(Object.values(services).some(({ environment }) => environment?.[name]?.startsWith(`\${${name}:?`)), name).toBe(true)
    for (const port of services['lanyard']?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
  })
})

describe('the systemd unit', () => {
  it('runs what the build makes, as a user of its own', () => {
    const unit = read('deploy/lanyard.service')
    for (const script of scriptsIn(unit)) expect(BUILT).toContain(script)
    expect(unit).toMatch(/^User=lanyard$/m)
    for (const [, pairs = ''] of unit.matchAll(/^Environment=(.*)$/gm)) for (const pair of pairs.split(' ')) expect(known(pair.split('=')[0] ?? ''), pair).toBe(true)
  })

  it.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)('is one that systemd takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanyard-unit-'))
    const file = join(folder, 'lanyard.service')
    // The account and the folder are made by whoever installs it.
    writeFileSync(file, read('deploy/lanyard.service').replace(/^(User|Group|WorkingDirectory)=.*\n/gm, ''))
    const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect({ status, about: stderr.split('\n').filter((line) => line.includes('lanyard.service:')) }).toEqual({ status: 0, about: [] })
  })
})

describe('docs/operations.md', () => {
  it('names every variable that Lanyard reads, and no other', () => {
    const text = read('docs/operations.md')
    const named = new Set([...text.matchAll(/`((?:LANYARD_|OTEL_)?[A-Z][A-Z_]*[A-Z])`/g)].map((match) => match[1] as string))
    for (const name of VARIABLE_NAMES) expect(named.has(name), name).toBe(true)
    for (const name of named) if (/^(LANYARD|OTEL)_/.test(name)) expect(VARIABLE_NAMES, name).toContain(name)
  })
})
