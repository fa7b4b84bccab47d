import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { ImportView } from '@/lib/identity/imports/contract'
import { AUDIT_SYSTEM_TITLES, type AuditSystem } from '@/lib/kernel/audit-systems'

const UNREAD_SHOWN = 20
const count = (value: number): string => value.toLocaleString('en')

/** What came of one import: what was added, what was there, and what could not be read, by its place. */
export function ImportReport({ report }: Readonly<{ report: ImportView }>) {
  const { totals } = report
  const systems = Object.keys(totals.read)
  return (
    <Notice tone={totals.unread > 0 || report.problem ? 'caution' : 'info'} title={<bdi>{report.name}</bdi>}>
      <p>
        {count(report.added)} added, {count(report.already)} there already{totals.unread > 0 ? `, ${count(totals.unread)} could not be read` : ''}.{' '}
        {systems.length > 0 ? `Of ${systems.map((system) => AUDIT_SYSTEM_TITLES[system as AuditSystem] ?? system).join(', ')}.` : 'There was no event in it.'}
        {report.problem ? ` It was not ended well: ${report.problem}.` : ''}
      </p>
      {Object.entries(totals.explained).map(([why, records]) => (
        <p key={why} className="text-xs text-ink-3">
          {count(records)} × {why}
        </p>
      ))}
      {report.unread.length > 0 ? (
        <ul aria-label="Could not be read" className="mt-1 flex flex-col gap-0.5 text-xs">
          {report.unread.slice(0, UNREAD_SHOWN).map(({ file, line, reason }, index) => (
            <li key={`${file} ${line} ${index}`} className="break-words">
              <bdi>{file}</bdi>
              {line === null ? '' : `, line ${line}`}: {reason}
            </li>
          ))}
          {totals.unread > UNREAD_SHOWN ? <li className="text-ink-3">and {count(totals.unread - UNREAD_SHOWN)} more</li> : null}
        </ul>
      ) : null}
      {systems[0] ? (
        <p className="mt-1">
          <TextLink href={`/ledger?source=${systems.length === 1 ? systems[0] : 'imported'}`}>See them in the ledger</TextLink>
        </p>
      ) : null}
    </Notice>
  )
}
