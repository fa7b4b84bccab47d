import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import type { BulkRun } from './bulk-run'

const REFUSED_SHOWN = 50
type Props = Readonly<{ run: BulkRun; running: boolean; onStop: () => void; /** Null: nothing can be taken back, or it has come to all. */ onUndo: (() => void) | null; onGoOn: (() => void) | null; onClose: () => void }>

/** How far it is; and then what came of it, with each that was refused and why. */
export function BulkProgress({ run, running, onStop, onUndo, onGoOn, onClose }: Props) {
  if (running)
    return (
      <div className="flex flex-col gap-4">
        <Progress label="Agents" done={run.seen} total={run.total} unit="agents" />
        <p className="text-sm text-ink-2">What is done stays done. If this page is left, it can be gone on with from here.</p>
        <div className="flex justify-end">
          <Button onClick={onStop}>Stop here</Button>
        </div>
      </div>
    )
  const refused = run.refused.length + run.refusedMore
  const agents = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'agent' : 'agents'}`
  const hidden = refused - Math.min(run.refused.length, REFUSED_SHOWN)
  return (
    <div className="flex flex-col gap-4">
      <Notice tone={refused > 0 || run.stopped ? 'caution' : 'info'} live>
        {run.takenBack ? `Taken back for ${agents(run.done)}.` : `Done for ${agents(run.done)}.`}
        {run.unchanged > 0 ? ` ${agents(run.unchanged)} had it so already.` : ''}
        {refused > 0 ? ` ${agents(refused)} refused.` : ''}
        {run.stopped ? ` It ended after ${run.seen.toLocaleString('en')} of ${run.total.toLocaleString('en')}: ${run.stopped}.` : ''}
      </Notice>
      {run.refused.length > 0 ? (
        <ul aria-label="Refused" className="max-h-60 overflow-y-auto text-sm">
          {run.refused.slice(0, REFUSED_SHOWN).map(({ name, why }, index) => (
            <li key={`${name}:${index}`} className="border-b border-line py-1.5 last:border-b-0">
              <bdi className="font-medium text-ink">{name}</bdi> <span className="text-ink-2">{why}</span>
            </li>
          ))}
          {hidden > 0 ? <li className="py-1.5 text-ink-3">and {hidden.toLocaleString('en')} more</li> : null}
        </ul>
      ) : null}
      <div className="flex justify-end gap-2">
        {onUndo ? <Button onClick={onUndo}>Undo</Button> : null}
        {onGoOn ? <Button onClick={onGoOn}>Go on</Button> : null}
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}
