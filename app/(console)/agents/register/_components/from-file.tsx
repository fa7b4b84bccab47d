'use client'

import { useState, type DragEvent, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Textarea } from '@/components/ui/textarea'
import type { Draft, IssuerKeys, KnownServer, Understood } from '@/lib/import'

const FILE_BYTES_MAX = 256 * 1024
const KINDS = { identity_document: 'an identity document', a2a_card: 'an A2A agent card', mcp_client_config: 'an MCP client’s configuration' } as const

/**
 * What somebody has already fills the form: it says what was understood and what was not, and nothing is sent before it
 * was seen. The file is read here and stays here.
 */
export function FromFile({ servers, issuer, onDraft }: Readonly<{ servers: readonly KnownServer[]; issuer: IssuerKeys | null; onDraft: (draft: Draft) => void }>) {
  const [text, setText] = useState('')
  const [over, setOver] = useState(false)
  const [done, setDone] = useState<Understood | null>(null)

  async function take(source: string) {
    setText(source)
    const { understand } = await import('@/lib/import')
    const result = await understand(source, servers, issuer)
    setDone(result)
    if (result.ok) onDraft(result.draft)
  }

  async function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (!file) return
    if (file.size > FILE_BYTES_MAX) return setDone({ ok: false, problems: ['The file is larger than 256 KB, and what it could be is not'] })
    await take(await file.text())
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
      <summary className="text-sm text-ink-2 hover:text-ink">Fill it from a file: paste or drop a document, an A2A card or an MCP client’s configuration</summary>
      <div className="flex flex-col gap-3 py-2">
        <Field label="Identity document, A2A card or MCP client configuration" hint="YAML or JSON. It is read in this browser and not sent." required>
          <Textarea mono rows={6} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
        <span>
          <Button onClick={() => take(text)} disabled={!text.trim()}>
            Fill the form
          </Button>
        </span>
        {done ? done.ok ? <WhatWasUnderstood draft={done.draft} /> : <Sentences tone="caution" title="It could not be understood" sentences={done.problems} /> : null}
      </div>
    </details>
  )
}

function WhatWasUnderstood({ draft }: Readonly<{ draft: Draft }>) {
  const name = draft.document.name ? `: ${draft.document.name}` : ''
  return (
    <>
      <Sentences tone="info" title={`Understood as ${KINDS[draft.kind]}${name}`} sentences={draft.taken}>
        The form below is filled. Read it before you register: it is what will count, and not the file.
      </Sentences>
      {draft.open.length > 0 ? <Sentences tone="info" title="Left for you" sentences={draft.open} /> : null}
      {draft.secrets.length > 0 ? (
        <Sentences tone="caution" title={`${draft.secrets.length} ${draft.secrets.length === 1 ? 'value looks' : 'values look'} like a secret in clear text`} sentences={draft.secrets}>
          Nothing of them was taken. Replace them: behind the gateway the agent needs no key of its own for these servers.
        </Sentences>
      ) : null}
    </>
  )
}

type SentencesProps = Readonly<{ tone: 'info' | 'caution'; title: string; sentences: readonly string[]; children?: ReactNode }>

function Sentences({ tone, title, sentences, children }: SentencesProps) {
  return (
    <Notice tone={tone} live title={title}>
      <ul className="list-disc pl-4 [overflow-wrap:anywhere]">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {children}
    </Notice>
  )
}
