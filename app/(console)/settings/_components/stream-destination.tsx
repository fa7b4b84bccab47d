'use client'

import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import type { DestinationKind } from '@/lib/identity/streams/terms'

type Problems = Readonly<{ problems: Readonly<Record<string, string>> }>

/** What is asked of one kind of place. */
export function DestinationFields({ kind, problems }: Problems & Readonly<{ kind: DestinationKind }>) {
  if (kind === 'syslog') return <SyslogFields problems={problems} />
  if (kind === 'webhook')
    return (
      <>
        <Field label="Address" hint="Each call is a batch of lines, signed by a secret that is shown once." required error={problems['destination.url']}>
          <Input name="url" type="url" mono maxLength={500} autoComplete="off" placeholder="https://" />
        </Field>
        <Field label="Authorization header" hint="As the receiver wants it: Bearer …, Splunk …. It is sealed, and never shown again." error={problems['destination.authorization']}>
          <Input name="authorization" type="password" mono maxLength={2_000} autoComplete="off" />
        </Field>
      </>
    )
  return (
    <>
      <Field label="File" hint="Below the folder that the operator has named (LANYARD_STREAM_FOLDER)." required error={problems['destination.path']}>
        <Input name="path" mono maxLength={200} autoComplete="off" placeholder="siem/ledger.jsonl" />
      </Field>
      <Field label="Put aside at" hint="Megabytes. 100 when left empty." error={problems['destination.rotate_mb']}>
        <Input name="rotate_mb" type="number" min={1} max={10_000} />
      </Field>
      <Field label="Keep of those" hint="Files; the oldest goes first. 20 when left empty." error={problems['destination.keep']}>
        <Input name="keep" type="number" min={1} max={1_000} />
      </Field>
    </>
  )
}

function SyslogFields({ problems }: Problems) {
  const [transport, setTransport] = useState('tls')
  return (
    <>
      <div className="flex gap-3">
        <Field label="Host" required className="grow" error={problems['destination.host']}>
          <Input name="host" mono maxLength={253} autoComplete="off" placeholder="siem.example.com" />
        </Field>
        <Field label="Port" required className="w-24" error={problems['destination.port']}>
          <Input name="port" type="number" min={1} max={65_535} defaultValue={6514} />
        </Field>
      </div>
      <Field label="Transport" required error={problems['destination.transport']}>
        <Select name="transport" value={transport} onChange={(event) => setTransport(event.target.value)}>
          <option value="tls">TLS (RFC 5425)</option>
          <option value="tcp">TCP, in the clear (RFC 6587)</option>
        </Select>
      </Field>
      {transport === 'tls' ? (
        <details>
          <summary className="cursor-pointer text-sm text-ink-2">Certificates of your own</summary>
          <div className="flex flex-col gap-4 pt-3">
            <Field label="Trusted authority" hint="PEM; instead of the system’s." error={problems['destination.ca']}>
              <Textarea name="ca" mono rows={3} />
            </Field>
            <Field label="Client certificate" hint="PEM; where the receiver asks for one." error={problems['destination.client_certificate']}>
              <Textarea name="client_certificate" mono rows={3} />
            </Field>
            <Field label="Its private key" hint="PEM, without a passphrase. It is sealed, and never shown again." error={problems['destination.client_key']}>
              <Textarea name="client_key" mono rows={3} />
            </Field>
          </div>
        </details>
      ) : null}
    </>
  )
}
