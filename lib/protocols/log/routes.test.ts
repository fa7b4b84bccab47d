import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { newId } from '@/lib/kernel/ids'
import { networkOf } from '@/lib/kernel/network-of'
import { freePort } from '@/lib/testing/free-port'
import { logRoutes } from './routes'

const nobody = () => Promise.resolve(null)
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

describe('a log that anyone may read', () => {
  it('is read by one address only so often, and by every other meanwhile', async () => {
    const app = logRoutes({ authenticate: nobody, requestsAMinuteMax: 3 })
    const ask = (address: string, path = '/log/none/checkpoint') => app.request(path, { headers: { 'x-forwarded-for': newId() } }, from(address))
    for (const path of ['/log/none/checkpoint', '/log/none/tile/0/000', '/log/none/tile/entries/000']) expect((await ask('192.0.2.1', path)).status).toBe(404)
    const refused = await ask('::ffff:192.0.2.1')
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.toSatisfy((wait: number) => wait >= 1 && wait <= 60)])
    expect((await ask('192.0.2.2')).status).toBe(404)
    for (const host of ['1', '2', '3']) expect((await ask(`2001:db8:1:2::${host}`)).status).toBe(404)
    expect((await ask('2001:db8:1:2:ffff::4')).status).toBe(429)
    expect((await ask('2001:db8:1:3::1')).status).toBe(404)
  })

  it('counts an address by its network', () => {
    expect(['192.0.2.7', '::ffff:192.0.2.7', '2001:db8::1', '2001:db8:0:0:9::1', '::1', ''].map(networkOf)).toEqual(['192.0.2.7', '192.0.2.7', '2001:db8::', '2001:db8::', '::', ''])
  })
})

describe('without a database', () => {
  beforeAll(async () => openDatabase(`postgresql://nobody@127.0.0.1:${await freePort()}/none`))
  afterAll(closeDatabase)

  it('[60] says that it helps to ask again', async () => {
    const app = logRoutes({ authenticate: nobody })
    for (const path of ['checkpoint', 'tile/0/000']) {
      const { status, headers } = await app.request(`/log/${newId()}/${path}`)
      expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    }
  })
})
