'use client'

import { SignedPackButton } from '../../../_components/signed-pack-button'
import type { ActionState } from '@/lib/console/action-state'
import type { ApiRefusal } from '@/lib/api/client'

const NAMED = /filename="([\w.-]+)"/

/** The finished review as one signed file. */
export function PackButton({ campaignId }: Readonly<{ campaignId: string }>) {
  return <SignedPackButton take={() => take(campaignId)}>Signed pack</SignedPackButton>
}

/** Handed on by the console as it is written: one that was cut off is an error here, and no file. */
async function take(campaignId: string): Promise<ActionState<{ name: string; zip: Blob }>> {
  const response = await fetch(`/reviews/${campaignId}/pack`, { method: 'POST' })
  if (!response.ok) {
    const { refusal } = (await response.json()) as { refusal: ApiRefusal }
    return { status: 'refused', refusal }
  }
  const name = NAMED.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `review-${campaignId}.zip`
  return { status: 'done', value: { name, zip: await response.blob() } }
}
