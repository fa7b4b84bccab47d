import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { problem } from './problem'

const tooLarge = (): Response => problem({ status: 413, code: 'too_large', title: 'the body is too large' })

/**
 * Turns away a body that says it is too long; one that does not say is counted as it is read. Hono's own limit asks for
 * the body as a web stream before it looks at the length, which makes every record cost as much again as reading it.
 */
export function limitBody(maxSize: number): MiddlewareHandler {
  const counted = bodyLimit({ maxSize, onError: tooLarge })
  return (c, next) => {
    const length = c.req.header('content-length')
    const isSaid = length !== undefined && /^\d{1,15}$/.test(length) && c.req.header('transfer-encoding') === undefined
    if (!isSaid) return counted(c, next)
    return Number(length) > maxSize ? Promise.resolve(tooLarge()) : next()
  }
}
