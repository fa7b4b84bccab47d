'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { BulkForm } from './bulk-form'
import { beginRun, type BulkAct, type BulkFilter, type Chosen } from './bulk-run'
import { useBulkRuns } from './bulk-runs'

type Props = Readonly<{
  chosen: readonly Chosen[]
  /** The whole page is chosen, so that all that match may be meant. */
  all: boolean
  /** Null: rows alone are meant. */
  filter: BulkFilter | null
  total: { agents: number; more: boolean } | null
  may: Readonly<Partial<Record<BulkAct['kind'], boolean>>>
  /** Rows are chosen on a phone, too. */
  onPhone?: boolean
  onClear: () => void
}>

/** What can be done to the rows that are chosen, or to all that match. */
export function BulkBar({ chosen, all, filter, total, may, onPhone = false, onClear }: Props) {
  const [matching, setMatching] = useState(false)
  const [kind, setKind] = useState<BulkAct['kind'] | null>(null)
  const begin = useBulkRuns()
  const more = all && filter !== null && total !== null && (total.more || total.agents > chosen.length)
  const meant = matching && more ? total.agents : chosen.length
  const words = `${matching && more && total.more ? 'more than ' : ''}${meant.toLocaleString('en')} ${meant === 1 ? 'agent' : 'agents'}`
  const send = (act: BulkAct) => {
    setKind(null)
    onClear()
    begin?.(beginRun(act, matching && more ? filter : chosen, meant))
  }

  return (
    <div role="toolbar" aria-label="What is done to the chosen agents" className={cn('sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-selected px-4 py-2 text-sm', onPhone ? '' : 'max-sm:hidden')}>
      <span role="status" className="font-medium text-ink">
        {words} chosen
      </span>
      {more ? <Checkbox label={`All ${total.more ? 'that match' : `${total.agents.toLocaleString('en')} that match`}`} checked={matching} onChange={(event) => setMatching(event.target.checked)} /> : null}
      <span className="ml-auto flex gap-2">
        {may.confirm ? (
          <Button size="sm" variant="primary" onClick={() => setKind('confirm')}>
            Still needed
          </Button>
        ) : null}
        {may.tag ? (
          <Button size="sm" onClick={() => setKind('tag')}>
            Tag
          </Button>
        ) : null}
        {may.offer ? (
          <Button size="sm" onClick={() => setKind('offer')}>
            Offer to somebody
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" onClick={onClear}>
          Clear
        </Button>
      </span>
      <Dialog open={kind !== null} onOpenChange={(open) => (open ? undefined : setKind(null))}>
        {kind ? (
          <DialogContent
            title={TEXTS[kind].title(words)}
            description={TEXTS[kind].description}
          >
            <BulkForm kind={kind} onSend={send} onCancel={() => setKind(null)} />
          </DialogContent>
        ) : null}
      </Dialog>
    </div>
  )
}

const TEXTS = {
  tag: { title: (words: string) => `Tag ${words}`, description: 'Tags find agents and give them nothing. Only those that you answer for are tagged, unless you are an administrator.' },
  offer: { title: (words: string) => `Offer ${words}`, description: 'Whoever they are offered to has 14 days to accept each. Until then nothing changes.' },
  confirm: { title: (words: string) => `Confirm ${words}`, description: 'You say of each that it is still needed. It is recorded in your name, agent by agent, and cannot be taken back.' },
} as const
