'use client'

import { Check, Download, KeyRound } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { Field, FieldError } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Textarea } from '@/components/ui/textarea'
import type { PublicJwk } from '@/lib/identity/registry/contract'
import type { z } from 'zod'
import { makeAgentKey, type AgentKey } from './agent-key'

export type ChosenKey = z.input<typeof PublicJwk>
type Props = Readonly<{ name: string; onKey: (key: ChosenKey | null) => void; error: string | null }>

/** The agent's own key. Whatever is chosen, only the public half leaves this page. */
export function KeySection({ name, onKey, error }: Props) {
  const [way, setWay] = useState<'make' | 'bring'>('make')
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        legend="Where its key comes from"
        name="key-way"
        value={way}
        onValueChange={(value) => {
          setWay(value === 'bring' ? 'bring' : 'make')
          onKey(null)
        }}
        options={[
          { value: 'make', label: 'Make it here', hint: 'In this browser. You save the private half as a file and give it to the agent.' },
          { value: 'bring', label: 'It has one', hint: 'Made where the agent runs. You paste the public half.' },
        ]}
      />
      {way === 'make' ? <MakeKey name={name} onKey={onKey} /> : <BringKey onKey={onKey} />}
      {error ? <FieldError>{error}</FieldError> : null}
    </div>
  )
}

function MakeKey({ name, onKey }: Readonly<{ name: string; onKey: Props['onKey'] }>) {
  const [key, setKey] = useState<AgentKey | null>(null)
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function make() {
    try {
      setKey(await makeAgentKey())
      setProblem(null)
    } catch {
      // Web Crypto exists only in a secure context.
      setProblem('This browser makes keys over https or on localhost only')
    }
  }

  async function save() {
    if (!key) return
    const url = URL.createObjectURL(await key.privateFile())
    const link = document.createElement('a')
    link.href = url
    link.download = `${name || 'agent'}.jwk.json`
    link.click()
    URL.revokeObjectURL(url)
    setSaved(true)
    onKey(key.publicJwk)
  }

  if (!key)
    return (
      <div className="flex flex-col items-start gap-2">
        <Button onClick={make}>
          <KeyRound aria-hidden="true" />
          Make a key pair
        </Button>
        {problem ? <FieldError>{problem}</FieldError> : null}
      </div>
    )
  return (
    <div className="flex flex-col items-start gap-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        ES256 key <CopyId value={key.publicJwk.kid} label="key id" keep={16} />
      </p>
      <Button variant={saved ? 'secondary' : 'primary'} onClick={save}>
        {saved ? <Check aria-hidden="true" /> : <Download aria-hidden="true" />}
        {saved ? 'Saved; save again' : 'Save the private key'}
      </Button>
      <p className="text-xs text-ink-3">{saved ? 'Keep the file where only the agent can read it. It is forgotten here when you leave this page.' : 'It exists in this page alone and is never sent. Without the file the agent cannot sign in.'}</p>
    </div>
  )
}

function BringKey({ onKey }: Readonly<{ onKey: Props['onKey'] }>) {
  const [problem, setProblem] = useState<string | null>(null)

  const newest = useRef('')

  async function readKey(text: string) {
    newest.current = text
    onKey(null)
    if (!text.trim()) return setProblem(null)
    const { readPublicKey } = await import('./document-rules')
    if (newest.current !== text) return // typed on while the rules came
    const read = readPublicKey(jsonOrNull(text) ?? undefined)
    if ('problem' in read) return setProblem(read.problem)
    setProblem(null)
    onKey(read.key)
  }

  return (
    <Field label="Public key" hint="A JWK: EC P-256 or Ed25519. A private key is refused here, before anything is sent." required error={problem}>
      <Textarea mono rows={5} spellCheck={false} autoComplete="off" onChange={(event) => void readKey(event.target.value)} placeholder='{"kty":"EC","crv":"P-256","x":"…","y":"…"}' />
    </Field>
  )
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
