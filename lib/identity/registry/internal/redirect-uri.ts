const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * What is wrong with a redirect URI (RFC 6749 §3.1.2, RFC 8252 §7.3), or null. It must be written as it will be
 * compared: schemes and hosts that only a parser makes harmless (`HTTPS:`, `0x7f.1`, `ex\u00e4mple`) are refused.
 */
export function redirectUriProblem(raw: string): string | null {
  if (!URL.canParse(raw) || /[\s\p{Cc}\\]/u.test(raw)) return 'is not an absolute address'
  const url = new URL(raw)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be https, or http on this machine'
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) return 'must be https, since its host is not this machine'
  if (url.username || url.password || raw.slice(0, raw.indexOf(url.pathname, 8) + 1).includes('@')) return 'must not hold a user name'
  if (raw.includes('#')) return 'must not have a fragment'
  if (raw.includes('*')) return 'must not have a wildcard'
  if (!raw.startsWith(`${url.protocol}//${url.hostname}`)) return `must be written in its plain form, \`${url.href}\``
  return null
}
