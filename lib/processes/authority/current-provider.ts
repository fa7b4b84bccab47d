import type { RequestListener } from 'node:http'
import { createProvider, type OAuthDeps } from '@/lib/protocols/oauth'

/**
 * The authorization server with the keys of the moment. Its library takes keys once, so that after a rotation there is
 * a new one; requests that the old one is serving end with the keys they began with.
 */
export function currentProvider(deps: OAuthDeps) {
  let provider = createProvider(deps)
  let callback = provider.callback()
  deps.keys.onChange(() => {
    provider = createProvider(deps)
    callback = provider.callback()
  })
  const listener: RequestListener = (request, response) => void callback(request, response)
  return { get: () => provider, listener }
}
