import { describe, expect, it } from 'vitest'
import {
  authorityEnvironment, childEnvironment, consoleEnvironment, gatewayEnvironment, supervisorEnvironment, tracingEnvironment, workerEnvironment,
} from './environment' // prettier-ignore

const DATABASE_URL = 'postgresql://lanyard:pw@127.0.0.1:5432/lanyard'

describe('addresses and ports', () => {
  it('has defaults for all of them', () => {
    const { authority, console, gateway, worker } = supervisorEnvironment({})
    expect(authority).toEqual({ url: 'http://localhost:4000', port: 4000, bind: '127.0.0.1' })
    expect(console).toEqual({ url: 'http://localhost:3000', port: 3000, bind: '127.0.0.1' })
    expect(gateway).toEqual({ url: 'http://localhost:4100', port: 4100, bind: '127.0.0.1' })
    expect(worker).toEqual({ port: 4200, bind: '127.0.0.1' })
  })

  it('lets an address follow its port', () => {
    const source = { PORT: '3333', AUTHORITY_PORT: '4444', GATEWAY_PORT: '4555', DATABASE_URL }
    const expected = { issuer: 'http://localhost:4444', consoleUrl: 'http://localhost:3333', gatewayUrl: 'http://localhost:4555' }
    expect(authorityEnvironment(source)).toMatchObject(expected)
    expect(workerEnvironment(source)).toMatchObject(expected)
  })

  it('lets the port follow an address on this machine', () => {
    expect(supervisorEnvironment({ LANYARD_ISSUER: 'http://127.0.0.1:5000' }).authority.port).toBe(5000)
    expect(supervisorEnvironment({ LANYARD_ISSUER: 'http://127.0.0.1:5000', AUTHORITY_PORT: '6000' }).authority.port).toBe(6000)
  })

  it('keeps the usual port behind a public address, and listens for its proxy', () => {
    expect(supervisorEnvironment({ LANYARD_ISSUER: 'https://id.example.com/' }).authority).toEqual({
      url: 'https://id.example.com',
      port: 4000,
      bind: '0.0.0.0',
    })
  })

  it('counts a variable set to nothing as not set', () => {
    expect(supervisorEnvironment({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ databaseUrl: null, console: { port: 3000 } })
  })
})

describe('a broken value is one sentence that names its variable', () => {
  it.each([
    [{ PORT: 'abc' }, 'PORT must be a port number (it is `abc`)'],
    [{ GATEWAY_PORT: '70000' }, 'GATEWAY_PORT must be a port from 1 to 65535 (it is `70000`)'],
    [{ LANYARD_ISSUER: 'nonsense' }, 'LANYARD_ISSUER must be an address such as https://lanyard.example.com (it is `nonsense`)'],
    [{ LANYARD_ISSUER: 'https://a.example/path' }, 'LANYARD_ISSUER must be an origin: scheme, host and port, nothing after them (it is `https://a.example/path`)'],
    [{ LANYARD_CONSOLE_URL: 'http://a.example' }, 'LANYARD_CONSOLE_URL must be https, since its host is not this machine (it is `http://a.example`)'],
    [{ LANYARD_BIND: 'eth0' }, 'LANYARD_BIND must be an IP address (it is `eth0`)'],
    [{ DATABASE_URL: 'mysql://root:hunter2@db/x' }, 'DATABASE_URL must look like postgresql://user:password@host:5432/database'],
    [{ LANYARD_ROOT_TOKEN: 'short' }, 'LANYARD_ROOT_TOKEN must have at least 16 characters'],
    [{ LANYARD_KEY_ENCRYPTION_KEY: 'c2hvcnQ' }, 'LANYARD_KEY_ENCRYPTION_KEY must be 32 random bytes in base64url (43 characters)'],
    [{ LANYARD_LOG_LEVEL: 'loud' }, 'LANYARD_LOG_LEVEL must be debug, info, warn or error (it is `loud`)'],
  ])('%o', (source, sentence) => {
    expect(() => supervisorEnvironment(source)).toThrow(expect.objectContaining({ name: 'OperatorError', message: sentence }))
  })

  it('never shows the value of a secret', () => {
    expect(() => supervisorEnvironment({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toThrow(/^(?!.*hunter2)/)
  })

  it('refuses a root token beside a database of one’s own', () => {
    expect(() => supervisorEnvironment({ DATABASE_URL, LANYARD_ROOT_TOKEN: 'x'.repeat(32) })).toThrow(/embedded database only/)
  })
})

describe('traces', () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318'

  it('are off unless a collector is named, and where it is said so', () => {
    expect(tracingEnvironment({ OTEL_SERVICE_NAME: 'badges', OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeNull()
    expect(tracingEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' })).toBeNull()
    expect(supervisorEnvironment({}).tracing).toBeNull()
  })

  it('hand on to the processes what is set, and no more', () => {
    expect(tracingEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: '', OTEL_LOG_LEVEL: 'debug' })).toEqual({
      serviceName: 'lanyard',
      variables: { OTEL_EXPORTER_OTLP_ENDPOINT },
    })
    expect(workerEnvironment({ DATABASE_URL, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example/v1/traces', OTEL_SERVICE_NAME: 'badges' }).tracing?.serviceName).toBe('badges')
  })

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address (it is `localhost:4318`)'],
    [{ OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1 (it is `2`)'],
    [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED must be true or false (it is `yes`)'],
  ])('%o is one sentence', (source, sentence) => expect(() => tracingEnvironment(source)).toThrow(sentence))
})

describe('each process has what it needs and no more', () => {
  const everything = {
    DATABASE_URL,
    LANYARD_ROOT_TOKEN: 'x'.repeat(32),
    LANYARD_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64url'),
    LANYARD_CONSOLE_SECRET: 'c'.repeat(43),
    NEXTAUTH_SECRET: 'n'.repeat(43),
    LANYARD_ENROLMENT_CODE: 'e'.repeat(20),
  }

  it('gives the console no database and no key', () => {
    expect(Object.keys(consoleEnvironment(everything)).sort()).toEqual(['clientSecret', 'consoleUrl', 'gatewayUrl', 'issuer', 'sessionSecret', 'styleguideOpen'])
  })

  it('gives the gateway no database and no key', () => {
    const text = JSON.stringify(gatewayEnvironment(everything))
    expect(text).not.toContain('postgresql')
    expect(gatewayEnvironment(everything)).not.toHaveProperty('keyEncryptionKey')
  })

  it('[30] may be reached within only where everything is on this machine, or where that is said', () => {
    const [here, away] = [{ DATABASE_URL }, { DATABASE_URL, LANYARD_ISSUER: 'https://id.example.com' }]
    for (const [source, expected] of [[here, true], [away, false], [{ ...here, LANYARD_INNER_NETWORKS: 'refuse' }, false], [{ ...away, LANYARD_INNER_NETWORKS: 'allow' }, true]] as const)
      for (const read of [gatewayEnvironment, workerEnvironment, supervisorEnvironment]) expect(read(source).innerNetworks, JSON.stringify(source)).toBe(expected)
    expect(supervisorEnvironment({ LANYARD_ISSUER: 'https://id.example.com' }).innerNetworks).toBe(true)
    expect(supervisorEnvironment({ LANYARD_INNER_NETWORKS: 'refuse' }).innerNetworks).toBe(false)
    expect(() => gatewayEnvironment({ LANYARD_INNER_NETWORKS: 'yes' })).toThrow('LANYARD_INNER_NETWORKS must be allow or refuse')
  })

  it('names what a process cannot run without', () => {
    expect(() => authorityEnvironment({})).toThrow('DATABASE_URL is not set, and this process cannot run without it')
    expect(() => consoleEnvironment({})).toThrow('LANYARD_CONSOLE_SECRET is not set, and this process cannot run without it')
  })

  it('starts a child with what it is given, and nothing else of ours', () => {
    const source = { ...everything, PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x', NODE_OPTIONS: '--inspect' }
    expect(childEnvironment({ PORT: '3000', LANYARD_BIND: null }, source)).toEqual({ NODE_ENV: 'production', PATH: '/bin', PORT: '3000' })
  })
})
