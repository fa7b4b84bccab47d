import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { PARTS_MAX, type FoundCheckout, type FoundCredential, type FoundInput, type RunTotals, type UnreadPart } from '@/lib/identity/discovery/contract'
import { signatureSentences, verifyCard, type IssuerKeys } from '../a2a-signature'
import { words } from '../names'
import { checkoutsBelow } from './checkout'
import { formatOf } from './file'
import { hardCodedIn } from './hard-coded'
import { readText, type Reading, type Seen } from './read-file'
import { walk } from './walk'

/** Programs and settings of other kinds: no agent is described in them, and secrets stand in them all the same. */
const FOR_SECRETS_ONLY = /\.(py|js|mjs|cjs|ts|tsx|jsx|go|rb|java|cs|php|sh|bash|ps1|toml|ini|cfg|conf|properties|tf|tfvars|pem|key)$|(^|\/)(Dockerfile|\.npmrc|\.pypirc|\.netrc)$/i

export const isWorthReading = (path: string): boolean => formatOf(path) !== null || FOR_SECRETS_ONLY.test(path)

export type FileReport = { path: string; as: string | null; nothing: string | null; found: FoundInput[]; credentials: FoundCredential[]; unread: UnreadPart[] }

/** One file: what it tells of, and the secrets in it as digests. No value leaves here. */
export async function readFile(path: string, text: string, writtenAt: Date | null, issuer: IssuerKeys | null = null): Promise<FileReport> {
  const reading = readingOf(path, text, writtenAt)
  const credentials = reading.seen.map(fingerprinted)
  const known = reading.seen.flatMap(({ value }) => (value === null ? [] : [value]))
  const byShape = (await hardCodedIn(path, text)).filter(({ value }) => !known.some((one) => one === value || one.includes(value) || (value.includes(one) && one.length > 12)))
  const more = byShape.map(({ what, line, value }): FoundCredential =>
    fingerprinted({ tier: 5, what: `${what}, in clear text`, path: reading.path, at: `line ${line}`, line, value, vaulted: false, holder: reading.found.length === 1 ? (reading.found[0]?.at ?? null) : null, written_at: writtenAt?.toISOString() ?? null }),
  )
  const { path: shown, as, nothing, unread } = reading
  const signed = reading.card ? signatureSentences(await verifyCard(reading.card, issuer)).map((sentence) => words(sentence, 300)) : []
  const holds = (index: number, n: number) => byShape.some(({ value }) => reading.said[index]?.[n]?.includes(value))
  const found = reading.found.map((one, index) => ({
    ...one,
    ...(index === 0 && signed.length > 0 ? { notes: [...one.notes, ...signed] } : {}),
    ...(one.servers ? { servers: one.servers.map((server, n) => (holds(index, n) ? { ...server, tier: 5, unknown: null } : server)) } : {}),
  }))
  return { path: shown, as, nothing, found, credentials: [...credentials, ...more], unread }
}

/** One file that an importer cannot cope with is told as not read; the others are none the worse for it. */
function readingOf(path: string, text: string, writtenAt: Date | null): Reading {
  if (formatOf(path) === null && FOR_SECRETS_ONLY.test(path)) return { ...readText(path, '', null), nothing: 'A program or settings: looked through for secrets only' }
  try {
    return readText(path, text, writtenAt)
  } catch {
    const shown = words(path, 500) || 'unnamed'
    return { path: shown, as: null, nothing: null, found: [], seen: [], said: [], card: null, unread: [{ path: shown, at: 'file', reason: 'is of a shape that the importer for its kind cannot cope with' }] }
  }
}

const fingerprinted = ({ value, ...rest }: Seen): FoundCredential => ({ ...rest, digest: value === null ? null : createHash('sha256').update('lanyard secret\0').update(value).digest('base64url') })

/** What is sent at once: small enough for one request. */
export type Part = { found: FoundInput[]; credentials: FoundCredential[]; unread: UnreadPart[] }
const PART_BYTES_MAX = 48_000

/** Gathers reports of files into parts and totals. */
export class Gathering {
  readonly totals: RunTotals = { files: 0, understood: {}, explained: {}, unread: 0 }
  #part: Part = { found: [], credentials: [], unread: [] }
  #bytes = 0

  constructor(private readonly send: (part: Part) => Promise<void>) {}

  async add(report: FileReport): Promise<void> {
    this.totals.files++
    if (report.as !== null) increase(this.totals.understood, report.as)
    if (report.nothing !== null) increase(this.totals.explained, report.nothing)
    this.totals.unread += report.unread.length
    for (const one of report.found) await this.#put('found', one)
    for (const one of report.credentials) await this.#put('credentials', one)
    for (const one of report.unread) await this.#put('unread', one)
  }

  async skip(path: string, reason: string): Promise<void> {
    await this.add({ path, as: null, nothing: reason, found: [], credentials: [], unread: [] })
  }

  async unread(path: string, reason: string): Promise<void> {
    const place = words(path, 500) || 'unnamed'
    await this.add({ path: place, as: null, nothing: null, found: [], credentials: [], unread: [{ path: place, at: 'file', reason }] })
  }

  async end(): Promise<RunTotals> {
    await this.#flush()
    return this.totals
  }

  async #put<K extends keyof Part>(kind: K, one: Part[K][number]): Promise<void> {
    const bytes = Buffer.byteLength(JSON.stringify(one))
    if (this.#bytes + bytes > PART_BYTES_MAX || this.#part[kind].length >= PARTS_MAX[kind]) await this.#flush()
    ;(this.#part[kind] as Part[K][number][]).push(one)
    this.#bytes += bytes
  }

  async #flush(): Promise<void> {
    if (this.#bytes === 0) return
    const part = this.#part
    this.#part = { found: [], credentials: [], unread: [] }
    this.#bytes = 0
    await this.send(part)
  }
}

const increase = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

/**
 * Reads a folder or one file and hands on what was found, part by part.
 *
 * @param onProgress is told after each file; what it throws ends the scan
 * @param issuer whose signatures on A2A cards are known here
 * @returns whether everything below the folder was seen
 */
export async function scanFolder(root: string, gathering: Gathering, onProgress: (totals: RunTotals) => Promise<void> = async () => undefined, issuer: IssuerKeys | null = null): Promise<{ all: boolean; problem: string | null }> {
  let problem: string | null = null
  const checkoutOf = checkoutsBelow(await realpath(root))
  for await (const one of walk(root, isWorthReading)) {
    if (one.kind === 'cut') problem = one.reason
    else if (one.kind === 'skipped') await gathering.skip(one.path, one.reason)
    else if (one.kind === 'unread') await gathering.unread(one.path, one.reason)
    else await gathering.add(pinned(await readFile(one.path, one.text, one.writtenAt, issuer), await checkoutOf(one.path)))
    await onProgress(gathering.totals)
  }
  return { all: problem === null, problem }
}

const pinned = (report: FileReport, checkout: FoundCheckout | null): FileReport => (checkout === null ? report : { ...report, found: report.found.map((one) => ({ ...one, checkout })) })
