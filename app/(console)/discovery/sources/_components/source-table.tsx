'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { RunView, SourceView } from '@/lib/identity/discovery/contract'
import { FormDialog } from '../../../_components/form-dialog'
import { useRefreshWhile } from '../../../_components/use-refresh-while'
import { removeSourceAction, scanSourceAction } from '../../actions'

const FRESHNESS = { never: 'never scanned', fresh: 'fresh', late: 'late: its schedule was missed', by_hand: 'when somebody asks' } as const
const KIND = { folder: 'folder of this host', command: 'sent by the command', upload: 'handed over', gateway: 'refused as nobody that is registered', audit: 'acting in imported audit logs', platform: 'shown by tokens of platforms that are believed' } as const

type Props = Readonly<{ sources: readonly SourceView[]; mayScan: boolean; mayRemove: boolean }>

/** Each source with how fresh it is and what its last scan came to; while one runs, the page follows it. */
export function SourceTable({ sources, mayScan, mayRemove }: Props) {
  useRefreshWhile(sources.some(({ kind, last_run }) => kind === 'folder' && last_run !== null && last_run.ended_at === null))
  return (
    <ul className="flex flex-col gap-4">
      {sources.map((source) => (
        <li key={source.id}>
          <Card
            title={<bdi>{source.name}</bdi>}
            description={
              <>
                {KIND[source.kind]}
                {source.path ? (
                  <>
                    {' '}
                    <bdi className="break-all font-mono text-xs">{source.path}</bdi>
                  </>
                ) : null}
                {source.kind === 'folder' ? `, ${source.every_hours === null ? 'scanned when somebody asks' : source.every_hours === 24 ? 'every day' : `every ${source.every_hours} h`}` : ''}
              </>
            }
            actions={source.kind === 'folder' ? <Acts source={source} mayScan={mayScan} mayRemove={mayRemove} /> : null}
          >
            <div className="flex flex-col gap-2 text-sm">
              <p className="flex flex-wrap gap-x-4 gap-y-1">
                <span className={source.freshness === 'late' || source.freshness === 'never' ? 'text-caution' : 'text-ink-2'}>
                  {source.seen_at ? <>last seen <TimeStamp value={source.seen_at} style="relative" />{source.kind === 'folder' ? `: ${FRESHNESS[source.freshness]}` : ''}</> : FRESHNESS.never}
                </span>
                <TextLink href={`/discovery?source=${source.id}`}>{source.open} not decided</TextLink>
              </p>
              {source.last_run ? <Run run={source.last_run} /> : null}
            </div>
          </Card>
        </li>
      ))}
    </ul>
  )
}

function Run({ run }: Readonly<{ run: RunView }>) {
  const { state, totals, unread } = run
  if (state === 'waiting') return <p role="status">Waits for the worker to scan it.</p>
  if (state === 'running')
    return (
      <p role="status">
        Being scanned: {totals.files.toLocaleString('en')} files, {run.found.toLocaleString('en')} found so far.
      </p>
    )
  if (state === 'failed') return <Notice tone="caution" title="The last scan could not be carried out">{run.problem ?? 'Nobody knows why.'}</Notice>
  const understood = Object.entries(totals.understood)
  return (
    <>
      <p className="text-ink-2">
        {totals.files.toLocaleString('en')} {totals.files === 1 ? 'file' : 'files'}: {run.found} found ({run.fresh} new, {run.changed} changed, {run.gone} gone), {totals.unread} {totals.unread === 1 ? 'place' : 'places'} not read.
      </p>
      <details>
        <summary className="text-ink-2 hover:text-ink">What was understood, and what was not</summary>
        <ul className="list-disc py-2 pl-4 text-ink-2 [overflow-wrap:anywhere]">
          {understood.map(([what, count]) => (
            <li key={what}>
              {count} × {what}
            </li>
          ))}
          {Object.entries(totals.explained).map(([why, count]) => (
            <li key={why} className="text-ink-3">
              {count} × {why}
            </li>
          ))}
          {unread.map(({ path, at, reason }) => (
            <li key={`${path} ${at}`}>
              <bdi className="font-mono text-xs">{path}</bdi>, <bdi>{at}</bdi>: <bdi>{reason}</bdi>
            </li>
          ))}
        </ul>
        {totals.unread > unread.length ? <p className="text-ink-3">And {totals.unread - unread.length} more places that were not read.</p> : null}
      </details>
    </>
  )
}

function Acts({ source, mayScan, mayRemove }: Readonly<{ source: SourceView; mayScan: boolean; mayRemove: boolean }>) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [problem, setProblem] = useState<string | null>(null)
  const isBusy = source.last_run !== null && source.last_run.ended_at === null
  const scan = () =>
    startTransition(async () => {
      const done = await scanSourceAction({ sourceId: source.id }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      router.refresh()
    })
  return (
    <>
      {problem ? <span className="text-xs text-caution">{problem}</span> : null}
      {mayScan ? (
        <Button onClick={scan} pending={pending} disabled={isBusy}>
          Scan now<span className="sr-only">: {source.name}</span>
        </Button>
      ) : null}
      {mayRemove ? (
        <FormDialog
          trigger={
            <Button variant="ghost">
              Remove<span className="sr-only">: {source.name}</span>
            </Button>
          }
          title={<>Look no more through <bdi>{source.name}</bdi></>}
          description="What was found there stays, and what was decided about it."
          send={() => removeSourceAction({ sourceId: source.id })}
          onDone={() => router.refresh()}
          act="Remove it"
          lost="No answer: read the page again."
        />
      ) : null}
    </>
  )
}
