import 'server-only'
import { environment } from './environment'

/** Whether a request that does something comes from a page of ours. Server actions have this from Next; route handlers ask. */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  return request.headers.get('origin') === new URL(environment().consoleUrl).origin && (site === null || site === 'same-origin')
}
