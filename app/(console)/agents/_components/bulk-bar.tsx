'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { BulkForm } from './bulk-form'
import { BulkProgress } from './bulk-progress'
import { ALL_MAX, runBulk, type BulkAct, type BulkFilter, type BulkReport, type Chosen } from './bulk-run'

type Props = Readonly<{
  chosen: readonly Chosen[]
  /** The whole page is chosen, so that all that match may be meant. */
  all: boolean
  filter: BulkFilter
  total: { agents: number; more: boolean } | null
  may: { tag: boolean; offer: boolean }
  onClear: () => void
}>
type State = { at: 'form'; kind: BulkAct['kind'] } | { at: 'running'; done: number; total: number } | { at: 'report'; report: BulkReport; undone: boolean } | null

/** What can be done to the rows that are chosen. It says how far it is and what came of it, and takes back what is safe to. */
export function BulkBar({ chosen, all, filter, total, may, onClear }: Props) {
  const [matching, setMatching] = useState(false)
  const [state, setState] = useState<State>(null)
  const stop = useRef<AbortController>(new AbortController())
  const router = useRouter()
  const more = all && total !== null && (total.more || total.agents > chosen.length)
  const meant = matching && more ? Math.min(total.agents, ALL_MAX) : chosen.length
  const words = `${meant.toLocaleString('en')}${matching && more && total.more ? '+' : ''} ${meant === 1 ? 'agent' : 'agents'}`

  async function run(work: (onStep: (done: number) => void) => Promise<BulkReport>, undone: boolean) {
    setState({ at: 'running', done: 0, total: meant })
    const report = await work((done) => setState({ at: 'running', done, total: Math.max(meant, done) }))
    setState({ at: 'report', report, undone })
    router.refresh()
  }
  const begin = (act: BulkAct) => {
    stop.current = new AbortController()
    return run((onStep) => runBulk(act, matching && more ? filter : chosen, onStep, stop.current.signal), false)
  }
  function close() {
    if (state?.at === 'running') return stop.current.abort()
    const finished = state?.at === 'report'
    setState(null)
    if (finished) onClear()
  }

  return (
    <div role="toolbar" aria-label="What is done to the chosen agents" className="sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-selected px-4 py-2 text-sm max-sm:hidden">
      <span role="status" className="font-medium text-ink">
        {words} chosen
      </span>
      {more ? <Checkbox label={`All ${total.more ? 'that match' : `${total.agents.toLocaleString('en')} that match`}`} checked={matching} onChange={(event) => setMatching(event.target.checked)} /> : null}
      <span className="ml-auto flex gap-2">
        {may.tag ? (
          <Button size="sm" onClick={() => setState({ at: 'form', kind: 'tag' })}>
            Tag
          </Button>
        ) : null}
        {may.offer ? (
          <Button size="sm" onClick={() => setState({ at: 'form', kind: 'offer' })}>
            Offer to somebody
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" onClick={onClear}>
          Clear
        </Button>
      </span>
      <Dialog open={state !== null} onOpenChange={(open) => (open ? undefined : close())}>
        {state?.at === 'form' ? (
          <DialogContent
            title={state.kind === 'tag' ? `Tag ${words}` : `Offer ${words}`}
            description={state.kind === 'tag' ? 'Tags find agents and give them nothing. Only those that you answer for are tagged, unless you are an administrator.' : 'Whoever they are offered to has 14 days to accept each. Until then nothing changes.'}
          >
            <BulkForm kind={state.kind} onSend={(act) => void begin(act)} onCancel={close} />
          </DialogContent>
        ) : state ? (
          <DialogContent title={state.at === 'running' ? 'Being done' : state.report.stopped ? 'Not all is done' : 'Done'}>
            {state.at === 'running' ? (
              <BulkProgress done={state.done} total={state.total} onStop={() => stop.current.abort()} />
            ) : (
              <BulkProgress report={state.report} undone={state.undone} onUndo={state.report.undo && !state.undone ? () => void run(() => (state.report.undo as () => Promise<BulkReport>)(), true) : null} onClose={close} />
            )}
          </DialogContent>
        ) : null}
      </Dialog>
    </div>
  )
}
