type Fields = Record<string, string | readonly string[] | null>
type Sending = { headers?: Record<string, string | null>; stopAt?: (url: URL) => boolean }

/** A browser as far as forms go: it keeps cookies by host and path, follows redirects and sends forms with their Origin. */
export class FormBrowser {
  readonly #cookies = new Map<string, { value: string; path: string; host: string }>()

  /** Ends at a page, or at the first redirect to where `stopAt` says. */
  async get(url: string, stopAt: (url: URL) => boolean = () => false): Promise<Page> {
    return this.#follow(new URL(url), { method: 'GET' }, stopAt)
  }

  /** Sends the form of a page with these fields changed; `null` leaves one out, a list sends it more than once. */
  async submit(page: Page, fields: Fields = {}, { headers: changed = {}, stopAt = () => false }: Sending = {}): Promise<Page> {
    const body = page.form()
    for (const [name, value] of Object.entries(fields)) {
      body.delete(name)
      for (const one of value === null ? [] : [value].flat()) body.append(name, one)
    }
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin }
    for (const [name, value] of Object.entries(changed)) {
      if (value === null) delete headers[name]
      else headers[name] = value
    }
    return this.#follow(new URL(page.action(), page.url), { method: 'POST', headers, body: body.toString() }, stopAt)
  }

  /** The same cookies: another tab, or a thief. */
  copy(): FormBrowser {
    const other = new FormBrowser()
    for (const [name, cookie] of this.#cookies) other.#cookies.set(name, cookie)
    return other
  }

  async #follow(start: URL, first: { method: string; headers?: Record<string, string>; body?: string }, stopAt: (url: URL) => boolean): Promise<Page> {
    let url = start
    let request = first
    for (let hop = 0; hop < 12; hop++) {
      const response = await fetch(url, { ...request, headers: { ...request.headers, cookie: this.#cookiesFor(url) }, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) this.#keep(line, url)
      const location = response.headers.get('location')
      if (!location) return new Page(url, response.status, response.headers, await response.text())
      await response.body?.cancel()
      url = new URL(location, url)
      if (stopAt(url)) return new Page(url, response.status, response.headers, '')
      request = { method: 'GET' }
    }
    throw new Error('too many redirects')
  }

  #cookiesFor(url: URL): string {
    const reaches = (path: string) => url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
    const sent = [...this.#cookies].filter(([, { path, host }]) => host === url.hostname && reaches(path))
    return sent.map(([name, { value }]) => `${name}=${value}`).join('; ')
  }

  #keep(line: string, url: URL): void {
    const [pair = '', ...attributes] = line.split('; ')
    const attribute = (name: string) => attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const expires = attribute('expires')
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(name)
    else this.#cookies.set(name, { value, path: attribute('path') ?? '/', host: url.hostname })
  }
}

export class Page {
  constructor(
    readonly url: URL,
    readonly status: number,
    readonly headers: Headers,
    readonly text: string,
  ) {}

  heading = (): string => plain((/<h1>(.*?)<\/h1>/s.exec(this.text)?.[1] ?? '').replace(/<[^>]+>/g, ''))
  action = (): string => plain(/<form[^>]* action="([^"]*)"/.exec(this.text)?.[1] ?? this.url.href)

  /** What a browser would send with the first form: fields with their values, ticked boxes, the chosen option. */
  form(): URLSearchParams {
    const fields = new URLSearchParams()
    const [first] = /<form[ >].*?<\/form>/s.exec(this.text) ?? [this.text]
    for (const [tag] of first.matchAll(/<input[^>]*>/g)) {
      const name = attributeOf(tag, 'name')
      if (name && (attributeOf(tag, 'type') !== 'checkbox' || / checked/.test(tag))) fields.append(name, attributeOf(tag, 'value') ?? '')
    }
    for (const [, name = '', options = ''] of first.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
      const chosen = /<option[^>]* value="([^"]*)" selected/.exec(options) ?? /<option[^>]* value="([^"]*)"/.exec(options)
      if (chosen?.[1]) fields.append(name, plain(chosen[1]))
    }
    return fields
  }
}

function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : plain(found)
}

const plain = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
