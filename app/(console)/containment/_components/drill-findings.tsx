import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import type { DrillsView } from '@/lib/identity/drills/contract'

/** What the drills say that somebody should act on; nothing where there is nothing. */
export function DrillFindings({ findings, link = false }: Readonly<{ findings: DrillsView['findings']; link?: boolean }>) {
  if (findings.length === 0) return null
  return (
    <div className="mb-4 flex flex-col gap-2">
      {findings.map(({ kind, severity, text }) => (
        <Notice key={kind} tone={severity === 'high' ? 'signal' : 'caution'} {...(link ? { actions: <TextLink href="/containment/drills">Drills</TextLink> } : {})}>
          <p className="break-words">{text}</p>
        </Notice>
      ))}
    </div>
  )
}
