/**
 * Where a reader is sent after sign-in: a path of this console. Anything else (another origin, `//host`, `/\host`)
 * becomes the overview.
 */
export function sameOriginPath(raw: unknown): string {
  if (typeof raw !== 'string' || !raw.startsWith('/')) return '/'
  const url = URL.canParse(raw, HERE) ? new URL(raw, HERE) : null
  if (!url || url.origin !== HERE || url.pathname.startsWith('/signin') || url.pathname.startsWith('/api/')) return '/'
  url.searchParams.delete('_rsc')
  return `${url.pathname}${url.search}`
}

/** The same for a whole address, as next-auth hands it over. */
export function sameOriginUrl(raw: string, origin: string): string {
  const url = URL.canParse(raw, origin) ? new URL(raw, origin) : null
  return url && url.origin === origin ? `${origin}${sameOriginPath(`${url.pathname}${url.search}`)}` : origin
}

const HERE = 'http://console.invalid'
