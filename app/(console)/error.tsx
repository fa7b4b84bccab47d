'use client'

import { AreaError, type ErrorProps } from './_components/area-error'

export default function OverviewFault(props: ErrorProps) {
  return <AreaError {...props} what="The overview" />
}
