/** A JWK thumbprint (RFC 7638) of SHA-256; in one of 64 cases it looks like an option. */
const THUMBPRINT_LIKE_OPTION = /^-[A-Za-z0-9_-]{42}$/

/** What is named by a thumbprint goes behind `--`, where nothing is taken for an option (POSIX, utility syntax guideline 10). */
export function operandsLast(args: readonly string[]): string[] {
  const named = (arg: string, at: number) => THUMBPRINT_LIKE_OPTION.test(arg) && !args[at - 1]?.startsWith('--')
  if (args.includes('--') || !args.some(named)) return [...args]
  return [...args.filter((arg, at) => !named(arg, at)), '--', ...args.filter(named)]
}
