'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { TimeStamp } from '@/components/ui/time-stamp'
import { toolText } from '../../_components/review-words'
import type { WorkItem } from './work-item'

type Props = Readonly<{ item: WorkItem | null; onClose: () => void; onReduce: (item: WorkItem, keeps: string[]) => void }>

/** What is left after it, before it is decided: what was used stays, and of the rest what is ticked. Enter decides. */
export function ReduceDialog({ item, onClose, onReduce }: Props) {
  const [keeps, setKeeps] = useState<ReadonlySet<string>>(new Set(item?.decision?.what === 'reduce' ? item.decision.keeps : item?.graced))
  const tools = item?.evidence.tools ?? []
  const used = tools.filter(({ used: times }) => times > 0)
  const unused = tools.filter(({ used: times }) => times === 0)
  const loses = unused.filter(({ scope }) => !keeps.has(scope)).length
  const toggle = (scope: string) => setKeeps((before) => new Set(before.has(scope) ? [...before].filter((each) => each !== scope) : [...before, scope]))

  function send(event: FormEvent) {
    event.preventDefault()
    if (!item || loses === 0) return
    onReduce(item, [...keeps])
    onClose()
  }

  return (
    <Dialog open={item !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {item ? (
        <DialogContent title={`Reduce ${item.agent.name} to what it used`} description={`It keeps ${tools.length - loses} of ${tools.length} tools. Its tokens with more end when this takes effect.`}>
          <form onSubmit={send} className="flex flex-col gap-4 text-sm">
            <fieldset className="flex flex-col gap-1.5">
              <legend className="mb-1 font-medium text-ink">Never used in 90 days: tick what it keeps all the same</legend>
              {unused.map(({ scope, since }) => (
                <Checkbox
                  key={scope}
                  label={<code className="break-all font-mono text-xs">{toolText(scope)}</code>}
                  hint={
                    item.graced.includes(scope) ? (
                      <>
                        on the grace list: given <TimeStamp value={since} style="relative" />
                      </>
                    ) : undefined
                  }
                  checked={keeps.has(scope)}
                  onChange={() => toggle(scope)}
                />
              ))}
            </fieldset>
            <div>
              <p className="mb-1 font-medium text-ink">Stays, because it was used</p>
              {used.length === 0 ? <p className="text-caution">Nothing: it used none of its tools. Consider removing it.</p> : null}
              <ul className="flex flex-col gap-1">
                {used.map(({ scope, used: times }) => (
                  <li key={scope} className="flex flex-wrap justify-between gap-x-3">
                    <code className="break-all font-mono text-xs">{toolText(scope)}</code>
                    <span className="text-ink-2">
                      {times} {times === 1 ? 'call' : 'calls'}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
            <div className="flex justify-end gap-2">
              <Button variant="ghost" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" variant="primary" disabled={loses === 0} autoFocus>
                {loses === 0 ? 'Nothing to take away' : `Take away ${loses}`}
              </Button>
            </div>
          </form>
        </DialogContent>
      ) : null}
    </Dialog>
  )
}
