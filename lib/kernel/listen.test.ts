import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { listen } from './listen'
import { OperatorError } from './operator-error'

const holder = createServer()
afterEach(() => void holder.close())

describe('a port that another program has', () => {
  it('is named in one sentence with the setting that chooses it', async () => {
    await listen(holder, { port: 0, bind: '127.0.0.1', variable: 'WORKER_PORT' })
    const { port } = holder.address() as AddressInfo
    const refused = listen(createServer(), { port, bind: '127.0.0.1', variable: 'WORKER_PORT' })
    await expect(refused).rejects.toThrow(OperatorError)
    await expect(refused).rejects.toThrow(`port ${port} is in use: stop what uses it, or set WORKER_PORT to another`)
  })
})
