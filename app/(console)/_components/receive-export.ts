import type { ApiRefusal } from '@/lib/api/client'
import { ENTRIES_HEADER } from '@/lib/kernel/export-formats'
import { boundaryOf, splitMultipart } from '@/lib/kernel/multipart'

export type ReceivedExport = { entries: number; file: Blob; manifest: Blob; /** The sample company's: made up. */ isSample: boolean }
export type Progress = { lines: number; entries: number }

/** Pieces that a browser holds itself, before it may put them where it keeps large things. */
const PIECES_BYTES = 4 * 1024 * 1024
const LINE_FEED = 10

/** Asks for an export and takes it in as it comes. What was cut off is an error, and nothing of it is offered. */
export async function receiveExport(request: Record<string, string>, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<{ ok: true; value: ReceivedExport } | { ok: false; refusal: ApiRefusal | null }> {
  const response = await fetch('/ledger/export', { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json' }, signal })
  const boundary = boundaryOf(response.headers.get('content-type'))
  if (!response.ok || !boundary || !response.body) {
    const answer = (await response.json().catch(() => null)) as { refusal?: ApiRefusal } | null
    return { ok: false, refusal: answer?.refusal ?? null }
  }
  const entries = Number(response.headers.get(ENTRIES_HEADER))
  const [file, manifest] = [new Pieces(), new Pieces()]
  let lines = 0
  for await (const { part, bytes } of splitMultipart(readingOf(response.body), boundary)) {
    ;(part === 0 ? file : manifest).push(bytes)
    if (part > 0) continue
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++
    onProgress({ lines: Math.min(lines, entries), entries })
  }
  const whole = manifest.all()
  const { manifest: said } = JSON.parse(await whole.text()) as { manifest?: { sample?: boolean } }
  return { ok: true, value: { entries, file: file.all(), manifest: whole, isSample: said?.sample === true } }
}

/** Bytes that are handed over to the browser's own store every few megabytes. */
class Pieces {
  #done = new Blob()
  #open: BlobPart[] = []
  #bytes = 0

  push(bytes: Uint8Array): void {
    this.#open.push(bytes.slice())
    this.#bytes += bytes.length
    if (this.#bytes > PIECES_BYTES) this.#flush()
  }

  #flush(): void {
    this.#done = new Blob([this.#done, ...this.#open])
    this.#open = []
    this.#bytes = 0
  }

  all(): Blob {
    this.#flush()
    return this.#done
  }
}

/** Not every browser walks a stream by itself. */
async function* readingOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
