/** The JSON object that a request carries, read no further than `bytesMax`; `too_large`, or null for what is none. */
export async function readBody(request: Request, bytesMax: number): Promise<Record<string, unknown> | 'too_large' | null> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return 'too_large'
  const chunks: Uint8Array[] = []
  let size = 0
  // Counted as it is read: not everybody says how long it is.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > bytesMax) return 'too_large'
    chunks.push(chunk)
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    return body !== null && typeof body === 'object' && !Array.isArray(body) ? (body as Record<string, unknown>) : null
  } catch {
    return null
  }
}
