import { foreignChainInText } from './imported'
import { chainInText, type ExportRow } from './row'

const VENDOR = { vendor: 'Lanyard', product: 'Lanyard', version: '0.1' }

/** 0 to 10 (CEF, "Severity"): what was stopped stands out from what went through. */
const SEVERITY: Record<string, number> = { allowed: 2, ok: 2, denied: 6, failed: 4, cut: 7 }

/** One line of ArcSight's Common Event Format, version 0. */
export function cefRecord(row: ExportRow): string {
  const { entry } = row
  const header = [VENDOR.vendor, VENDOR.product, VENDOR.version, entry.action, row.message, String(SEVERITY[entry.result] ?? 5)]
  return `CEF:0|${header.map(inHeader).join('|')}|${extension(row)}\n`
}

function extension({ entry, ...row }: ExportRow): string {
  const agent = row.chain.at(-1)
  const fields: readonly (readonly [key: string, value: string | number | null | undefined])[] = [
    ['rt', Date.parse(entry.occurred_at)],
    ['externalId', entry.id],
    ['act', entry.result],
    ['outcome', OUTCOME[entry.result]],
    ['reason', entry.reason],
    ['suid', row.root?.id ?? (entry.actor_kind === 'person' ? entry.actor_id : null)],
    ['suser', row.root?.name ?? (entry.actor_kind === 'person' ? entry.actor_name : null)],
    ['sproc', agent?.name ?? (entry.actor_kind === 'person' ? null : entry.actor_name)],
    ['destinationServiceName', entry.tool_server],
    ['request', entry.tool_server && `mcp:${entry.tool_server}${entry.tool ? `:${entry.tool}` : ''}`],
    ['requestMethod', entry.tool],
    ['duid', entry.subject_id],
    ['duser', entry.subject_name],
    ...labelled('cs1', 'chain', foreignChainInText(entry) ?? chainInText(row)),
    ...labelled('cs2', 'chainIds', entry.chain.join(' ')),
    ...labelled('cs3', 'purpose', entry.purpose),
    ...labelled('cs4', 'delegation', entry.delegation_id),
    ...labelled('cs5', 'run', entry.run_id),
    ...labelled('cs6', 'leafHash', row.leaf),
    ...labelled('cn1', 'position', row.position),
    ['deviceExternalId', row.origin],
    ['cat', entry.subject_kind],
    ['msg', row.message],
  ]
  return fields.flatMap(([key, value]) => (value === null || value === undefined || value === '' ? [] : [`${key}=${inExtension(String(value))}`])).join(' ')
}

const OUTCOME: Record<string, string> = { allowed: 'success', ok: 'success', denied: 'failure', failed: 'failure', cut: 'failure' }

const labelled = (key: string, label: string, value: string | number | null) =>
  value === null || value === '' ? [] : ([[key, value], [`${key}Label`, label]] as const)

/** In the header a pipe ends a field; nothing there has a second line. */
const inHeader = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/\s+/gu, ' ').replace(UNSEEN, '\uFFFD')

/** In the extension an equals sign begins a value; line breaks are written, not made. */
const inExtension = (text: string): string =>
  text.replace(/[\\=]/g, '\\$&').replace(/\r\n|[\n\u0085\u2028\u2029]/g, '\\n').replace(/\r/g, '\\r').replace(UNSEEN, '\uFFFD')

const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu
