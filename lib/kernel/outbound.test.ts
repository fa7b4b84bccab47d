import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { outbound, OutboundRefused, type Resolve } from './outbound'
import { whyNotReached } from './reachable'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
/** What must not be reached, and says whether it was. */
async function canary(answer: RequestListener = (_, response) => response.end('reached')): Promise<{ port: number; connections: () => number }> {
  let connections = 0
  const server = createServer(answer)
  server.on('connection', () => (connections += 1))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, connections: () => connections }
}
const strict = outbound({ innerNetworks: false, answerBytesMax: 1_000 })
const open = outbound({ innerNetworks: true, answerBytesMax: 1_000 })

describe('[30] an address that somebody named', () => {
  it.each([
    '169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '::a9fe:a9fe', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16',
    '0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '240.0.0.1', '2002:7f00:1::', '', 'localhost', '127.0.0.1.',
  ])('is never connected to: %s', (address) => {
    for (const innerNetworks of [true, false]) expect(whyNotReached(address, { innerNetworks })).toMatch(/^is /)
  }) // prettier-ignore

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1', '64:ff9b::7f00:1', '::7f00:1'])(
    'is connected to only where the operator allows inner networks: %s',
    (address) => {
      expect(whyNotReached(address, { innerNetworks: false })).toMatch(/LANYARD_INNER_NETWORKS/)
      expect(whyNotReached(address, { innerNetworks: true })).toBeNull()
    },
  )

  it.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1', '172.32.0.1', '100.128.0.1'])('is connected to: %s', (address) => {
    expect(whyNotReached(address, { innerNetworks: false })).toBeNull()
  })

  it('is judged however it is written, and nothing is connected to', async () => {
    const { port, connections } = await canary()
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '0177.0.0.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0', '[::]'])
      await expect(strict(`http://${host}:${port}/`), host).rejects.toThrow(OutboundRefused)
    for (const host of ['169.254.169.254', '[fe80::1]', '0', '[::]']) await expect(open(`http://${host}:${port}/`), host).rejects.toThrow(OutboundRefused)
    for (const url of ['file:///etc/passwd', 'data:text/plain,x', 'gopher://127.0.0.1/', 'ftp://127.0.0.1/', 'blob:x']) await expect(open(url), url).rejects.toThrow(OutboundRefused)
    expect(connections()).toBe(0)
    expect(await (await open(`http://127.0.0.1:${port}/`)).text()).toBe('reached')
    expect(await (await open(`http://localhost:${port}/`)).text()).toBe('reached')
    expect(connections()).toBeGreaterThan(0)
  })

  it('is judged when it is connected to: a name whose meaning changes is not asked twice, and one bad meaning is enough', async () => {
    const { port, connections } = await canary()
    let asked = 0
    const meaning = (...addresses: string[]): Resolve => (_name, _options, callback) => void ((asked += 1), callback(null, addresses.map((address) => ({ address, family: 4 }))))
    const rebinding: Resolve = (name, options, callback) => meaning(asked === 0 ? '93.184.215.14' : '127.0.0.1')(name, options, callback)
    const bounds = { answerBytesMax: 1_000, timeoutMs: 2_000 }
    for (const resolve of [meaning('127.0.0.1'), meaning('93.184.215.14', '127.0.0.1'), meaning('169.254.169.254')]) {
      asked = 0
      await expect(outbound({ ...bounds, innerNetworks: false }, resolve)(`http://name.test:${port}/`)).rejects.toThrow(OutboundRefused)
      expect(asked).toBe(1)
    }
    asked = 0
    await outbound({ ...bounds, innerNetworks: false, timeoutMs: 300 }, rebinding)(`http://name.test:${port}/`).catch(() => null) // nobody is there, or it cannot be reached
    expect(asked).toBe(1)
    expect(connections()).toBe(0)
    expect(await (await outbound({ ...bounds, innerNetworks: true }, meaning('127.0.0.1'))(`http://name.test:${port}/`)).text()).toBe('reached')
  })

  it('does not send us elsewhere', async () => {
    const there = await canary()
    const here = await canary((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${there.port}/` }).end())
    await expect(open(`http://127.0.0.1:${here.port}/`)).rejects.toThrow('redirect')
    await expect(open(`http://127.0.0.1:${here.port}/`, { redirect: 'follow' })).rejects.toThrow('redirect')
    expect(there.connections()).toBe(0)
  })
})

describe('[31] an answer', () => {
  const read = async (answer: RequestListener, reach = open) => (await reach(`http://127.0.0.1:${(await canary(answer)).port}/`)).text()

  it('is read up to its bound, compressed or not, and no further', async () => {
    expect(await read((_, response) => response.end('x'.repeat(1_000)))).toHaveLength(1_000)
    await expect(read((_, response) => response.end('x'.repeat(1_001)))).rejects.toThrow('larger than 1000 bytes')
    await expect(read((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))))).rejects.toThrow('larger than 1000 bytes')
    let closed = false
    const endless: RequestListener = (_, response) => {
      const pour = () => void (response.destroyed || (response.write('x'.repeat(100)), setTimeout(pour, 1)))
      response.on('close', () => (closed = true))
      pour()
    }
    await expect(read(endless)).rejects.toThrow('larger than 1000 bytes')
    await expect.poll(() => closed, { timeout: 20_000 }).toBe(true)
  })

  it('that is a stream of events is bounded by the event', async () => {
    const events = { 'content-type': 'text/event-stream' }
    const many: RequestListener = (_, response) => {
      response.writeHead(200, events)
      for (let count = 0; count < 50; count++) response.write(`data: ${'x'.repeat(100)}\n\n`)
      response.end()
    }
    const one: RequestListener = (_, response) => response.writeHead(200, events).end(`data: ${'x'.repeat(1_100)}\n\n`)
    await expect(read(one)).rejects.toThrow('larger than 1000 bytes')
    const wide = outbound({ innerNetworks: true, answerBytesMax: 70_000 })
    expect(await read(many, wide)).toHaveLength(50 * 108)
    const long: RequestListener = (_, response) => {
      response.writeHead(200, events)
      let sent = 0
      const next = () => void (sent++ < 20 ? response.write(`data: ${'x'.repeat(10_000)}\n\n`, () => setTimeout(next, 1)) : response.end())
      next()
    }
    expect((await read(long, wide)).length).toBeGreaterThan(70_000)
  })

  it('that drips is over when its time is', async () => {
    const drip: RequestListener = (_, response) => {
      const next = () => void (response.destroyed || (response.write('x'), setTimeout(next, 20)))
      next()
    }
    await expect(read(drip, outbound({ innerNetworks: true, answerBytesMax: 1_000_000, timeoutMs: 300 }))).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
