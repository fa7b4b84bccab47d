'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { PlatformView } from '@/lib/identity/discovery/contract'
import { FormDialog } from '../../../_components/form-dialog'
import { addPlatformAction, removePlatformAction } from '../../actions'

const LOST = 'No answer: look in the list whether it is there before you try again.'

/** Platforms that sign tokens for their workloads, and are believed in what these say. */
export function Platforms({ platforms, mayAdd, mayRemove }: Readonly<{ platforms: readonly PlatformView[]; mayAdd: boolean; mayRemove: boolean }>) {
  return (
    <Card
      title="Agent platforms"
      description="What a platform signs for its workloads is believed, and gets them nothing: one that is seen for the first time comes to the inbox with what the platform says of it."
      actions={mayAdd ? <AddPlatform /> : null}
      flush
    >
      {platforms.length === 0 ? (
        <EmptyState because="nothing_yet" title="No platform is believed">
          <p>Workloads that show a platform’s token are refused, and nobody hears of them.</p>
        </EmptyState>
      ) : (
        <ul>
          {platforms.map((platform) => (
            <li key={platform.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
              <span className="min-w-0">
                <bdi className="font-medium text-ink">{platform.name}</bdi> <bdi className="break-all font-mono text-xs text-ink-2">{platform.issuer}</bdi>
                <span className="mt-1 block text-ink-3">
                  {platform.seen_at ? <>last token seen <TimeStamp value={platform.seen_at} style="relative" /></> : 'no token of it was seen yet'}
                </span>
                {platform.problem ? (
                  <span className="block text-caution">
                    <bdi>{platform.problem.what}</bdi> (<TimeStamp value={platform.problem.at} style="relative" />)
                  </span>
                ) : null}
              </span>
              {mayRemove ? <RemovePlatform platform={platform} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function AddPlatform() {
  const router = useRouter()
  return (
    <FormDialog
      trigger={<Button>Believe a platform</Button>}
      title="Believe a platform"
      description="Its keys are read from the metadata at its issuer identifier. Workloads show their token at our token endpoint, as an assertion of RFC 7523."
      send={(form) => addPlatformAction({ name: String(form.get('name')), issuer: String(form.get('issuer')) })}
      onDone={() => router.refresh()}
      act="Believe it"
      lost={LOST}
      fields={['name', 'issuer']}
    >
      {(problems) => (
        <>
          <Field label="Name" hint="As it stands in the inbox." required error={problems.name}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Issuer" hint="To the letter as its tokens have it in iss." required error={problems.issuer}>
            <Input name="issuer" type="url" mono maxLength={300} autoComplete="off" placeholder="https://" />
          </Field>
        </>
      )}
    </FormDialog>
  )
}

function RemovePlatform({ platform }: Readonly<{ platform: PlatformView }>) {
  const router = useRouter()
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Remove ${platform.name}`}>
          Remove
        </Button>
      }
      title={`Remove ${platform.name}?`}
      description="Its tokens say nothing from now on. What was found by them stays in the inbox."
      send={() => removePlatformAction({ platformId: platform.id })}
      onDone={() => router.refresh()}
      act="Remove"
      keep="Keep it"
      lost={LOST}
    />
  )
}
