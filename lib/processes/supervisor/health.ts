import { request } from 'node:http'

const TIMEOUT_MS = 2_000

export type HealthCheck = Readonly<{ port: number; bind: string; path: string; host: string }>

/** Asks where the process listens, under the name that it answers to: the authority refuses every other. */
export function isHealthy({ port, bind, path, host }: HealthCheck): Promise<boolean> {
  const hostname = bind === '0.0.0.0' ? '127.0.0.1' : bind === '::' ? '::1' : bind
  return new Promise((done) => {
    const asked = request({ hostname, port, path, headers: { host }, timeout: TIMEOUT_MS, agent: false }, (response) => {
      response.resume()
      done(response.statusCode === 200)
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => done(false))
    asked.end()
  })
}
