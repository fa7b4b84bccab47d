'use client'

import { AreaError, type ErrorProps } from '@/app/(console)/_components/area-error'

export default function AreaFault(props: ErrorProps) {
  return <AreaError {...props} what="The team" />
}
