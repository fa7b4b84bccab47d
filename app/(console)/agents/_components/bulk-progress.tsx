import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import type { BulkReport } from './bulk-run'

const REFUSED_SHOWN = 50
type Props = Readonly<{ done: number; total: number; onStop: () => void } | { report: BulkReport; undone: boolean; onUndo: (() => void) | null; onClose: () => void }>

/** How far it is; and then what came of it, with each that was refused and why. */
export function BulkProgress(props: Props) {
  if (!('report' in props))
    return (
      <div className="flex flex-col gap-4">
        <Progress label="Agents" done={props.done} total={props.total} unit="agents" />
        <div className="flex justify-end">
          <Button onClick={props.onStop}>Stop here</Button>
        </div>
      </div>
    )
  const { report, undone, onUndo, onClose } = props
  const agents = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'agent' : 'agents'}`
  return (
    <div className="flex flex-col gap-4">
      <Notice tone={report.refused.length > 0 || report.stopped ? 'caution' : 'info'} live>
        {undone ? `Taken back for ${agents(report.done)}.` : `Done for ${agents(report.done)}.`}
        {report.unchanged > 0 ? ` ${agents(report.unchanged)} had it so already.` : ''}
        {report.refused.length > 0 ? ` ${agents(report.refused.length)} refused.` : ''}
        {report.stopped ? ` It ended early: ${report.stopped}.` : ''}
      </Notice>
      {report.refused.length > 0 ? (
        <ul aria-label="Refused" className="max-h-60 overflow-y-auto text-sm">
          {report.refused.slice(0, REFUSED_SHOWN).map(({ name, why }, index) => (
            <li key={`${name}:${index}`} className="border-b border-line py-1.5 last:border-b-0">
              <bdi className="font-medium text-ink">{name}</bdi> <span className="text-ink-2">{why}</span>
            </li>
          ))}
          {report.refused.length > REFUSED_SHOWN ? <li className="py-1.5 text-ink-3">and {report.refused.length - REFUSED_SHOWN} more</li> : null}
        </ul>
      ) : null}
      <div className="flex justify-end gap-2">
        {onUndo ? <Button onClick={onUndo}>Undo</Button> : null}
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}
