'use client'

import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { KeyHint } from '@/components/ui/key-hint'

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['J'], 'next item'],
  [['K'], 'item before'],
  [['G'], 'next group (at once with Shift)'],
  [['A'], 'keep'],
  [['E'], 'reduce to what was used: shows what stays'],
  [['R'], 'remove, with a comment'],
  [['C'], 'decide with a comment'],
  [['Q'], 'ask who answers for it'],
  [['T'], 'give it to somebody else'],
  [['Space'], 'select, to decide several together'],
  [['X'], 'show the evidence'],
  [['U'], 'undo what is not submitted'],
  [['Ctrl', 'Enter'], 'submit, after the sums'],
  [['?'], 'this list'],
]

export function KeysHelp({ open, onClose, onGuide }: Readonly<{ open: boolean; onClose: () => void; onGuide: () => void }>) {
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <DialogContent title="Keys" description="They act on the item that has the focus, and on no other; never while you type." size="sm">
        <DescriptionList entries={KEYS.map(([keys, value]) => ({ term: <KeyHint keys={keys} />, value }))} />
        <div className="flex justify-end">
          <Button
            onClick={() => {
              onClose()
              onGuide()
            }}
          >
            Show the guide
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
