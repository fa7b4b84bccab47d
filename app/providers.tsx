'use client'

import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { ThemeProvider } from '@/components/ui/theme'
import type { Theme } from '@/components/ui/preferences'
import { ZoneProvider } from '@/components/ui/zone'

type Props = Readonly<{ children: ReactNode; theme: Theme; zone: string | undefined }>

/** On every page, so only what every page needs: what a part of one needs comes with that part. */
export function Providers({ children, theme, zone }: Props) {
  return (
    <NuqsAdapter>
      <ThemeProvider initial={theme}>
        <ZoneProvider initial={zone}>{children}</ZoneProvider>
      </ThemeProvider>
    </NuqsAdapter>
  )
}
