/** Follows redirects with cookies, as a browser does, and stops where `until` says so. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>()

  async follow(url: URL | string, until: (url: URL) => boolean, init: RequestInit = {}): Promise<{ url: URL; response: Response | null }> {
    let next = new URL(url)
    let request = init
    for (let hops = 0; hops < 20; hops++) {
      if (until(next)) return { url: next, response: null }
      const response = await this.fetch(next, request)
      const location = response.headers.get('location')
      if (!location) return { url: next, response }
      next = new URL(location, next)
      request = {}
    }
    throw new Error('too many redirects')
  }

  async fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    const sent = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path)).map(([name, { value }]) => `${name}=${value}`)
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { accept: 'text/html', ...init.headers, cookie: sent.join('; ') } })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, { value, path })
    }
    return response
  }
}
