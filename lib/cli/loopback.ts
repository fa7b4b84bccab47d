import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CliError } from './context'

const WAIT_MS = 5 * 60_000
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
}
const PAGE = (text: string) => `<!doctype html><meta charset="utf-8"><title>Lanyard</title><p style="font:16px system-ui;margin:4rem auto;max-width:32rem">${text}`

type Words = { done: string; refused: string; late: string }
const SIGN_IN: Words = {
  done: 'Signed in. Go back to the terminal; this page can be closed.',
  refused: 'Not signed in. The terminal says why.',
  late: 'nobody signed in for five minutes: run `lanyard login` again',
}

export type Loopback = { redirectUri: string; callback: Promise<URL>; close: () => void }

/**
 * Waits on the loopback address for the browser to come back (RFC 8252 §7.3): an address and not a name, any free
 * port, one request that carries our `state`. Everything else that knocks there is turned away.
 */
export async function listenOnLoopback(state: string, words: Words = SIGN_IN): Promise<Loopback> {
  let resolve: (url: URL) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const callback = new Promise<URL>((...settle) => ([resolve, reject] = settle))
  callback.catch(() => undefined) // whoever waits for it hears of it; nobody waiting is no fault
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', redirectUri)
    if (request.method !== 'GET' || url.pathname !== '/callback' || url.searchParams.get('state') !== state) {
      response.writeHead(404, HEADERS).end(PAGE('There is nothing here.'))
      return
    }
    const done = url.searchParams.has('code')
    response.writeHead(200, { ...HEADERS, connection: 'close' }).end(PAGE(done ? words.done : words.refused))
    resolve(url)
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  const timer = setTimeout(() => reject(new CliError(words.late)), WAIT_MS)
  return {
    redirectUri,
    callback,
    close: () => {
      clearTimeout(timer)
      server.close()
      server.closeIdleConnections()
    },
  }
}
