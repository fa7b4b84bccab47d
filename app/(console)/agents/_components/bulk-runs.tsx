'use client'

import { useRouter } from 'next/navigation'
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { useLeaveWarning } from '../../_components/use-leave-warning'
import { keepRun, keptText, runIn, watchKept } from './bulk-kept'
import { BulkProgress } from './bulk-progress'
import { goOn, takeBack, type BulkRun } from './bulk-run'

const Context = createContext<((run: BulkRun) => void) | null>(null)
/** Begins a run; null where none can be begun. */
export const useBulkRuns = () => useContext(Context)

/** What the dialog shows: a run that goes on, as long as it can be stopped, and then what came of it. */
type Shown = { run: BulkRun; stop: AbortController | null }
type Props = Readonly<{ /** Whose runs they are. */ person: string; children: ReactNode }>

/**
 * What is being done to many agents, above the list that it changes: how far it is, what came of it, and what takes it back. A run
 * that was left is offered again, to go on with or to take back.
 */
export function BulkRuns({ person, children }: Props) {
  const [shown, setShown] = useState<Shown | null>(null)
  const text = useSyncExternalStore(watchKept, keptText, () => null)
  const kept = useMemo(() => runIn(text, person), [text, person])
  const router = useRouter()
  const stop = shown?.stop ?? null
  useLeaveWarning(stop !== null)
  useEffect(() => () => stop?.abort(), [stop])

  async function start(from: BulkRun) {
    const control = new AbortController()
    const step = (run: BulkRun) => {
      keepRun(person, run)
      setShown({ run, stop: control })
    }
    step(from)
    setShown({ run: await goOn(from, step, control.signal), stop: null })
    router.refresh()
  }
  const undoOf = (run: BulkRun) => (!run.takenBack && run.undo.length > 0 ? () => void start(takeBack(run)) : null)

  return (
    <Context.Provider value={(run) => void start(run)}>
      {kept && !shown ? (
        <Notice tone="caution" title={`${titleOf(kept)} ended early, after ${kept.seen.toLocaleString('en')} of ${kept.total.toLocaleString('en')} agents`} className="mb-3">
          <div className="mt-1.5 flex flex-wrap gap-2">
            <Button size="sm" onClick={() => void start(kept)}>
              Go on
            </Button>
            {undoOf(kept) ? (
              <Button size="sm" onClick={() => void start(takeBack(kept))}>
                Take back what was done
              </Button>
            ) : null}
            <Button size="sm" variant="ghost" onClick={() => keepRun(person, null)}>
              Leave it so
            </Button>
          </div>
        </Notice>
      ) : null}
      {children}
      <Dialog open={shown !== null} onOpenChange={(open) => (open ? undefined : stop ? stop.abort() : setShown(null))}>
        {shown ? (
          <DialogContent title={stop ? titleOf(shown.run) : shown.run.left ? 'Not all is done' : 'Done'}>
            <BulkProgress
              run={shown.run}
              running={stop !== null}
              onStop={() => stop?.abort()}
              onUndo={undoOf(shown.run)}
              onGoOn={shown.run.left ? () => void start(shown.run) : null}
              onClose={() => setShown(null)}
            />
          </DialogContent>
        ) : null}
      </Dialog>
    </Context.Provider>
  )
}

const titleOf = ({ act, takenBack }: BulkRun): string => (takenBack ? 'Taking it back' : TITLES[act.kind])
const TITLES = { tag: 'Tagging', offer: 'Offering', confirm: 'Confirming' } as const
