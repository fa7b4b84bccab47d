'use client'

import { FileInput } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { DropBox } from '@/components/ui/drop-box'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { refusalText } from '@/lib/console/refusal-text'
import type { ImportMessage } from './messages'
import { ImportReport } from './import-report'
import { sendLog } from './send-log'

type Sent = { key: number; name: string; message: ImportMessage | null }
let sent = 0

/** Drop audit logs of other systems: each is read, and its report stands below. */
export function ImportBox() {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [all, setAll] = useState<readonly Sent[]>([])

  async function take(files: readonly File[]) {
    if (busy || files.length === 0) return
    setBusy(true)
    const list = files.map((file) => ({ key: ++sent, name: file.name, message: null as ImportMessage | null }))
    setAll(list)
    for (const [index, file] of files.entries()) {
      const key = list[index]?.key
      const hear = (message: ImportMessage) => setAll((now) => now.map((one) => (one.key === key ? { ...one, message } : one)))
      await sendLog(file, hear).catch(() => hear({ step: 'refused', refusal: null }))
    }
    setBusy(false)
    router.refresh()
  }

  return (
    <div className="flex flex-col gap-3">
      <DropBox
        icon={<FileInput aria-hidden="true" />}
        title="Drop audit logs, or choose them"
        hint="JSON, JSON lines or CloudTrail’s own files, each plain or gzip, at most 512 MB. They are read and kept nowhere; secrets in them are taken out first."
        disabled={busy}
        onFiles={take}
      />
      <div aria-live="polite" className="flex flex-col gap-3">
        {all.map(({ key, name, message }) => (
          <Step key={key} name={name} message={message} />
        ))}
      </div>
    </div>
  )
}

function Step({ name, message }: Readonly<{ name: string; message: ImportMessage | null }>) {
  if (message?.step === 'done') return <ImportReport report={message.report} />
  if (message?.step === 'refused')
    return (
      <Notice tone="caution" title={<>Not imported to its end: <bdi>{name}</bdi></>}>
        {message.refusal ? refusalText(message.refusal) : 'No answer came. What was read before stays; import it again, and only what is missing is added.'}
      </Notice>
    )
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
      <Spinner label="Importing" /> <bdi>{name}</bdi>
      {message ? `${message.events.toLocaleString('en')} events of ${(message.bytes / 1024 ** 2).toFixed(1)} MB` : 'waits'}
    </p>
  )
}
