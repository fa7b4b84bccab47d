import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { isUnavailable } from '@/lib/kernel/is-unavailable'

const RETRY_AFTER_SECONDS = '5'

/** While the database is away or cannot keep up, nothing is issued, and clients hear that it helps to ask again later. */
export function tellUnavailable(provider: Provider): void {
  const broken = new WeakMap<object, unknown>()
  provider.on('server_error', (ctx, error) => void broken.set(ctx.req, error))
  provider.use(async (ctx, next) => {
    try {
      await next()
    } catch (thrown) {
      if (!isUnavailable(thrown)) throw thrown
      return answer(ctx)
    }
    if (ctx.status >= 500 && isUnavailable(broken.get(ctx.req))) answer(ctx)
  })
}

function answer(ctx: Pick<KoaContextWithOIDC, 'status' | 'body' | 'set' | 'type'>): void {
  const isPage = typeof ctx.body === 'string'
  ctx.status = 503
  ctx.set('retry-after', RETRY_AFTER_SECONDS)
  if (!isPage) ctx.body = { error: 'temporarily_unavailable', error_description: 'nothing was issued; ask again in a moment' }
}
