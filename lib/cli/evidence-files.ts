import { existsSync, openSync, readFileSync, readSync, closeSync, statSync } from 'node:fs'
import { isReport } from '@/lib/evidence'
import { CliError } from './context'

export type ExportFiles = { kind: 'export'; file: string; manifest: string }
export type EntryFiles = { kind: 'entry'; file: string; entry: string; proof: string }
export type PackFile = { kind: 'pack'; file: string }
/** `pdf`: the path of the PDF that is verified with it; null: there is none here. */
export type ReportFiles = { kind: 'report'; file: string; json: string; pdf: string | null }
export type Evidence = ExportFiles | EntryFiles | PackFile | ReportFiles

const MANIFEST = '.manifest.json'
const PROOF = '.tlog-proof'
/** Beside an archive, to find an entry in it: nothing rests on it, and there is nothing to verify. */
const ARCHIVE_INDEX = '{"kind":"lanyard-archive-index/'
/** A manifest of a million entries has some forty megabytes. */
const TEXT_BYTES_MAX = 256 * 1024 * 1024

/** What the files on the command line are: exports with their manifests, entries with their proofs, reports with their PDF, and packs of a review; each named or found beside the other. */
export function evidenceIn(files: readonly string[]): Evidence[] {
  const kinds = files.map((file) => ({ file, kind: kindOf(file) }))
  const found: Evidence[] = []
  const used = new Set<string>()
  const takeOther = (like: (file: string) => boolean): string | undefined => kinds.find(({ file, kind }) => kind === 'other' && !used.has(file) && like(file))?.file
  for (const { file, kind } of kinds) {
    if (kind === 'other' || kind === 'index') continue
    if (kind === 'pack') {
      found.push({ kind, file })
      continue
    }
    if (kind === 'manifest' && isReport(textOf(file))) {
      const own = `${stem(file, '.json') ?? file}.pdf`
      const pdf = takeOther((other) => other === own) ?? takeOther(isPdf) ?? (existsSync(own) ? own : null)
      if (pdf !== null) used.add(pdf)
      found.push({ kind: 'report', file: pdf ?? file, json: textOf(file), pdf })
      continue
    }
    const name = kind === 'manifest' ? stem(file, MANIFEST) : stem(file, PROOF)
    if (kind === 'answer') {
      found.push({ kind: 'entry', file, ...answerIn(file) })
      continue
    }
    const partner = takeOther((other) => name !== null && (other === name || other === `${name}.json`)) ?? takeOther(() => true) ?? beside(name)
    if (!partner) throw new CliError(`${file} is ${kind === 'manifest' ? 'the manifest of an export' : 'a proof'}: name the file that it is of, too`)
    used.add(partner)
    found.push(kind === 'manifest' ? { kind: 'export', file: partner, manifest: textOf(file) } : { kind: 'entry', file: partner, entry: textOf(partner), proof: textOf(file) })
  }
  for (const { file, kind } of kinds) if (kind === 'other' && !used.has(file)) found.push(alone(file))
  return found
}

function alone(file: string): Evidence {
  const json = isPdf(file) ? `${stem(file, '.pdf') ?? file}.json` : null
  if (json !== null && existsSync(json)) return { kind: 'report', file, json: textOf(json), pdf: file }
  if (json !== null) throw new CliError(`there is nothing to verify ${file} by: the JSON that came with it (${json}) is not beside it`)
  if (existsSync(`${file}${MANIFEST}`)) return { kind: 'export', file, manifest: textOf(`${file}${MANIFEST}`) }
  const proof = [`${file}${PROOF}`, `${file.replace(/\.json$/, '')}${PROOF}`].find((name) => existsSync(name))
  if (proof) return { kind: 'entry', file, entry: textOf(file), proof: textOf(proof) }
  throw new CliError(`there is nothing to verify ${file} by: neither its manifest (${file}${MANIFEST}) nor a proof (${file}${PROOF}) is beside it`)
}

function kindOf(file: string): 'manifest' | 'proof' | 'answer' | 'pack' | 'index' | 'other' {
  const start = beginning(file)
  // The first bytes of a zip file.
  if (start.startsWith('PK\u0003\u0004')) return 'pack'
  if (start.startsWith('{"manifest":')) return 'manifest'
  if (start.startsWith('c2sp.org/tlog-proof@')) return 'proof'
  if (start.startsWith(ARCHIVE_INDEX)) return 'index'
  return /^\{\s*"entry":\s*"/.test(start) ? 'answer' : 'other'
}

/** As `GET /api/v1/events/:id/proof` answers: the entry and its proof in one. */
function answerIn(file: string): { entry: string; proof: string } {
  try {
    const { entry, proof } = JSON.parse(textOf(file)) as { entry: unknown; proof: unknown }
    if (typeof entry === 'string' && typeof proof === 'string') return { entry, proof }
  } catch {
    // said below, with what was expected
  }
  throw new CliError(`${file} is no entry with its proof, as the API answers it`)
}

const isPdf = (file: string): boolean => beginning(file).startsWith('%PDF-')
const stem = (file: string, end: string): string | null => (file.endsWith(end) ? file.slice(0, -end.length) : null)
const beside = (name: string | null): string | undefined => (name === null ? undefined : [name, `${name}.json`].find((file) => existsSync(file)))

function beginning(file: string): string {
  const bytes = Buffer.alloc(256)
  const handle = opened(file)
  try {
    return bytes.toString('utf8', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

export function textOf(file: string): string {
  const handle = opened(file)
  closeSync(handle)
  if (statSync(file).size > TEXT_BYTES_MAX) throw new CliError(`${file} is too large to be a manifest, a proof or an entry`)
  return readFileSync(file, 'utf8')
}

function opened(file: string): number {
  try {
    const handle = openSync(file, 'r')
    if (!statSync(file).isFile()) throw new CliError(`${file} is no file`)
    return handle
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
  }
}
