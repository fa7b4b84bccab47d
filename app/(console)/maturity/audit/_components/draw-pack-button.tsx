'use client'

import { SignedPackButton } from '../../../_components/signed-pack-button'
import { packDrawAction } from '../actions'

/** The sample as one signed file. */
export function DrawPackButton({ drawId }: Readonly<{ drawId: string }>) {
  return <SignedPackButton take={() => packDrawAction({ drawId })}>Signed evidence</SignedPackButton>
}
