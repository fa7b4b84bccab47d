import { importedAction } from '@/lib/kernel/audit-systems'
import type { TenantId } from '@/lib/kernel/ids'
import type { HotEntry } from '../../ledger/append-batch'
import type { CredentialRef, ImportedPrincipal } from '../contract'
import type { Joined } from './join'

export type ImportedBy = { importId: string; name: string; at: Date }

/**
 * An imported event as an entry. Its action says that it was imported, and from where: nothing that counts what Lanyard
 * decided or saw counts it. It happened at `occurred_at`; when and by whom it was brought in stands beside it.
 */
export function entryOf(tenantId: TenantId, { event, principals, leftOut, causeId, rootPersonId, chain, known }: Joined, by: ImportedBy): HotEntry {
  const actor = principals.at(-1) as ImportedPrincipal
  const own = known.find(({ principal, kind }) => principal === actor.id && kind === 'agent')
  return {
    id: event.entryId,
    tenantId,
    occurredAt: new Date(event.at),
    action: importedAction(event.system),
    result: event.result,
    reason: event.reason,
    actor: { kind: 'principal', id: actor.id, name: actor.name },
    rootPersonId,
    agentId: own?.id ?? null,
    chain,
    tool: event.action,
    subject: event.resource === null ? null : { kind: 'resource', id: event.resource, name: event.resource },
    causeId,
    detail: {
      // Under the name that is searched in words.
      parameters: { through: principals.slice(0, -1).map(({ id }) => id), account: event.from.account, ip: event.from.ip, ...event.parameters },
      imported: {
        system: event.system,
        source_id: event.source_id,
        sha256: event.digest,
        import_id: by.importId,
        imported_at: by.at.toISOString(),
        imported_by: by.name,
        principals,
        ...(leftOut > 0 ? { principals_left_out: leftOut } : {}),
        known,
        uses: credential(event.uses, event.usesPrint),
        issues: credential(event.issues, event.issuesPrint),
        from: event.from,
      },
    },
  }
}

const credential = (ref: CredentialRef | null, fingerprint: string | null) => (ref && fingerprint ? { fingerprint, hint: ref.hint } : null)
