'use client'

import { usePathname } from 'next/navigation'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { KeyHint } from '@/components/ui/key-hint'
import type { PageKeys, RailItem } from './shell-types'

type Props = Readonly<{ open: boolean; onOpenChange: (open: boolean) => void; items: readonly RailItem[]; mayHalt: boolean; pageKeys: readonly PageKeys[] }>

/** Every key that does something here: on the page that is open, then everywhere. */
export function KeysDialog({ open, onOpenChange, items, mayHalt, pageKeys }: Props) {
  const path = usePathname()
  const here = pageKeys.filter(({ on }) => on.test(path))
  const everywhere: PageKeys['keys'] = [
    ...(mayHalt ? [[['h'], 'halt an agent'] as const] : []),
    [['Ctrl', 'K'], 'search and commands; also /'],
    [['Esc'], 'close what is open'],
    [['?'], 'this list'],
  ]
  const places = items.flatMap(({ key, label }) => (key ? [[['g', key], label] as const] : []))
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keys" description="They do nothing while you type.">
        <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
          <div className="flex flex-col gap-5">
            {here.map(({ heading, keys }) => (
              <Keys key={heading} heading={heading} keys={keys} />
            ))}
            <Keys heading="Everywhere" keys={everywhere} />
          </div>
          <Keys heading="Go to" keys={places} />
        </div>
      </DialogContent>
    </Dialog>
  )
}

const Keys = ({ heading, keys }: Pick<PageKeys, 'heading' | 'keys'>) => (
  <section>
    <h3 className="pb-1 text-xs font-semibold text-ink-3">{heading}</h3>
    <DescriptionList className="grid-cols-[minmax(4.5rem,max-content)_minmax(0,1fr)]" entries={keys.map(([pressed, value]) => ({ term: <KeyHint keys={pressed} />, value }))} />
  </section>
)
