/** Only its parsing tells where a browser would go: `//host`, `/\host` and what hides in control characters lead elsewhere. */
const ANY = 'https://console.invalid'

export function isConsolePath(path: string): boolean {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('\\')) return false
  return URL.canParse(path, ANY) && new URL(path, ANY).origin === ANY
}
