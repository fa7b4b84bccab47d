/**
 * Reads a live part from this console. Signed out means the page is over, and so is this.
 *
 * `T` is what the route answers: it comes from our own server, which has parsed it by the contract, so that the schemas
 * stay out of the browser.
 */
export async function readLive<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } })
  if (response.status === 401) location.assign(`/signin?callbackUrl=${encodeURIComponent(location.pathname + location.search)}`)
  if (!response.ok) throw new Error(`live view answered ${response.status}`)
  return (await response.json()) as T
}
