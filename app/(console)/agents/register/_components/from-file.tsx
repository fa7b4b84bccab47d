'use client'

import { useState, type DragEvent } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Textarea } from '@/components/ui/textarea'
import type { IdentityDocument } from '@/lib/identity/registry/contract'
import { readDocument, type ReadDocument } from './read-document'

const FILE_BYTES_MAX = 64 * 1024

/** A document that is there already fills the form; what was understood is seen, and corrected, before it is sent. */
export function FromFile({ onDocument }: Readonly<{ onDocument: (document: IdentityDocument) => void }>) {
  const [text, setText] = useState('')
  const [over, setOver] = useState(false)
  const [done, setDone] = useState<ReadDocument | null>(null)

  async function understand(source: string) {
    setText(source)
    const result = await readDocument(source)
    setDone(result)
    if (result.ok) onDocument(result.document)
  }

  async function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (!file) return
    if (file.size > FILE_BYTES_MAX) return setDone({ ok: false, problems: ['The file is larger than 64 KB, and no identity document is'] })
    await understand(await file.text())
  }

  return (
    // Dropping is a convenience for those who drag; pasting does the same by keyboard.
     
    <details
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn('rounded-lg border border-dashed border-edge px-4 py-2.5', over && 'bg-selected')}
    >
      <summary className="text-sm text-ink-2 hover:text-ink">Fill it from a file: paste or drop YAML or JSON</summary>
      <div className="flex flex-col gap-3 py-2">
        <Field label="Identity document" required>
          <Textarea mono rows={6} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
        <span>
          <Button onClick={() => understand(text)} disabled={!text.trim()}>
            Fill the form
          </Button>
        </span>
        {done ? (
          <Notice tone={done.ok ? 'info' : 'caution'} live title={done.ok ? `Understood: ${done.document.name}` : 'It could not be understood as an identity document'}>
            {done.ok ? (
              'The form below is filled. Read it before you register: it is what will count, and not the file.'
            ) : (
              <ul className="list-disc pl-4">
                {done.problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            )}
          </Notice>
        ) : null}
      </div>
    </details>
  )
}
