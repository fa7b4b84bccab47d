'use client'

import { Download, FileCheck2 } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { refusalText } from '@/lib/console/refusal-text'
import type { ReportFiles } from '@/lib/identity/posture/contract'
import { save, saveBase64 } from '../../_components/save-file'
import { reportAction } from '../actions'

/** What the page shows, as a signed report; that it was taken is recorded, so it is no link. */
export function ReportButton() {
  const [files, setFiles] = useState<ReportFiles | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const take = () =>
    startTransition(async () => {
      const done = await reportAction({}).catch(() => null)
      if (done?.status === 'done') return setFiles(done.value)
      setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: nothing was taken. Ask again.')
    })
  return (
    <Dialog
      onOpenChange={() => {
        setFiles(null)
        setProblem(null)
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <FileCheck2 aria-hidden="true" />
          Signed report
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Take a signed report"
        description="Where the estate stands by its newest snapshot: a PDF to read and print, and a JSON that shows both to be whole. That you take it is recorded."
        footer={
          files ? null : (
            <Button variant="primary" pending={pending} onClick={take}>
              {problem ? 'Ask again' : 'Make the report'}
            </Button>
          )
        }
      >
        {problem ? (
          <Notice tone="caution" title="No report" live>
            {problem}
          </Notice>
        ) : null}
        {files ? (
          <div className="flex flex-col gap-3">
            <p role="status" className="text-sm text-ink">
              The report is ready. Keep both files side by side.
            </p>
            <div className="flex flex-wrap gap-2">
              <Button variant="primary" onClick={() => saveBase64(files.pdf, 'application/pdf', `${files.name}.pdf`)}>
                <Download aria-hidden="true" />
                Save the PDF
              </Button>
              <Button onClick={() => save(new Blob([files.json], { type: 'application/json' }), `${files.name}.json`)}>
                <Download aria-hidden="true" />
                Save the JSON
              </Button>
            </div>
            <p className="text-xs text-ink-3">
              Verify them on the Ledger page, or anywhere with <code className="font-mono">lanyard verify {files.name}.pdf</code>.
            </p>
          </div>
        ) : null}
      </DialogContent>
    </Dialog>
  )
}
