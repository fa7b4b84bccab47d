'use client'

import { FileCheck2 } from 'lucide-react'
import { useState } from 'react'
import { DropBox } from '@/components/ui/drop-box'
import { Notice } from '@/components/ui/notice'
import { Spinner } from '@/components/ui/spinner'
import { BESIDE_BYTES_HEADER, EVIDENCE_KIND_HEADER, type EvidenceKind, type EvidenceVerdict } from '@/lib/console/evidence-verdict'

type State = { step: 'empty' } | { step: 'waiting'; have: File; wants: string } | { step: 'checking'; name: string } | { step: 'said'; name: string; verdict: EvidenceVerdict }

/** What a file is verified by; of a report, the JSON that came with it. */
const BESIDE = /(\.manifest\.json|\.tlog-proof|posture-[\d-]+\.json)$/
const PACK = /\.zip$/

/** Drop a file and what it is verified by: intact, or tampered at line n. */
export function VerifyBox() {
  const [state, setState] = useState<State>({ step: 'empty' })

  async function take(given: readonly File[]) {
    const files = state.step === 'waiting' ? [state.have, ...given] : [...given]
    const beside = files.find(({ name }) => BESIDE.test(name))
    const file = files.find(({ name }) => !BESIDE.test(name))
    if (file && (beside || PACK.test(file.name))) {
      setState({ step: 'checking', name: file.name })
      return setState({ step: 'said', name: file.name, verdict: await verdictOf(file, beside ?? null) })
    }
    if (file) return setState({ step: 'waiting', have: file, wants: wantedBy(file.name) })
    if (beside) return setState({ step: 'waiting', have: beside, wants: kindOf(beside.name) === 'report' ? beside.name.replace(/\.json$/, '.pdf') : beside.name.replace(BESIDE, '') })
  }

  return (
    <div className="flex flex-col gap-3">
      <DropBox
        icon={<FileCheck2 aria-hidden="true" />}
        title={state.step === 'waiting' ? 'And what belongs to it' : 'Drop an export or a report with what came beside it, or choose both'}
        hint={state.step === 'waiting' ? `${state.have.name} is here; add ${state.wants}` : 'FILE and FILE.manifest.json, also of an archive (.jsonl.gz); an entry and its .tlog-proof; a report’s PDF and JSON; the pack of a review. They are read, and kept nowhere.'}
        onFiles={take}
      />
      {state.step === 'checking' ? (
        <p className="flex items-center gap-2 text-sm text-ink-2">
          <Spinner label="Verifying" /> Verifying {state.name}
        </p>
      ) : null}
      {state.step === 'said' ? <Verdict name={state.name} verdict={state.verdict} /> : null}
    </div>
  )
}

function Verdict({ name, verdict }: Readonly<{ name: string; verdict: EvidenceVerdict }>) {
  switch (verdict.state) {
    case 'intact':
      return (
        <Notice title={<>Intact: <bdi>{name}</bdi></>} live>
          <p>{sentence(verdict.text)}</p>
          {verdict.today ? <p>{verdict.today}</p> : null}
          <p className="break-all text-xs text-ink-3">{verdict.log}</p>
        </Notice>
      )
    case 'tampered':
      return (
        <Notice tone="signal" title={<>Tampered: <bdi>{name}</bdi></>} live>
          {sentence(verdict.text)}
        </Notice>
      )
    case 'unknown':
      return (
        <Notice tone="caution" title={<>Not known: <bdi>{name}</bdi></>} live>
          {sentence(verdict.text)}
        </Notice>
      )
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const wantedBy = (name: string): string => (name.endsWith('.pdf') ? `${name.replace(/\.pdf$/, '')}.json` : `${name}.manifest.json, or ${name}.tlog-proof for a single entry`)
const kindOf = (beside: string): EvidenceKind => (beside.endsWith('.tlog-proof') ? 'entry' : beside.endsWith('.manifest.json') ? 'export' : 'report')

async function verdictOf(file: File, beside: File | null): Promise<EvidenceVerdict> {
  try {
    const response = await fetch('/ledger/verify', {
      method: 'POST',
      body: new Blob(beside ? [beside, file] : [file]),
      headers: { 'content-type': 'application/octet-stream', [BESIDE_BYTES_HEADER]: String(beside?.size ?? 0), [EVIDENCE_KIND_HEADER]: beside ? kindOf(beside.name) : 'pack' },
    })
    if (response.status === 401) return { state: 'unknown', text: 'your session has ended, so nothing was verified: sign in again' }
    if (response.ok) return (await response.json()) as EvidenceVerdict
  } catch {
    // said below
  }
  return { state: 'unknown', text: 'the files could not be sent to be verified' }
}
