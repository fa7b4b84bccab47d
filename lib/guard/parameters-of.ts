/** What the record keeps of a request whose body belongs to the handler: how it asked, redacted as arguments are. */
export function parametersOf(method: string, target: string): Record<string, unknown> {
  const [path = '', query = ''] = target.split('?', 2)
  const parameters = [...new URLSearchParams(query)]
  return { method, path, ...(parameters.length > 0 && { query: Object.fromEntries(parameters) }) }
}
