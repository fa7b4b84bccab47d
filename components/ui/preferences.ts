/** What a reader has chosen for this browser. Cookies, because the server needs them for the first paint. */
export const THEME_COOKIE = 'lanyard-theme'
export const ZONE_COOKIE = 'lanyard-zone'

export type Theme = 'system' | 'light' | 'dark'

export function readTheme(raw: string | undefined): Theme {
  return raw === 'light' || raw === 'dark' ? raw : 'system'
}

/** An IANA zone that this runtime knows, or UTC: the cookie is the reader's to edit. */
export function readZone(raw: string | undefined): string {
  if (!raw || raw.length > 64) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

const YEAR_SECONDS = 31_536_000

export function rememberPreference(name: typeof THEME_COOKIE | typeof ZONE_COOKIE, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`
}
