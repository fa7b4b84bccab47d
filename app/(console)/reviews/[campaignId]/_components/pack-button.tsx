'use client'

import { SignedPackButton } from '../../../_components/signed-pack-button'
import { packAction } from '../../actions'

/** The finished review as one signed file. */
export function PackButton({ campaignId }: Readonly<{ campaignId: string }>) {
  return <SignedPackButton take={() => packAction({ campaignId })}>Signed pack</SignedPackButton>
}
