'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import dynamic from 'next/dynamic'
import { Tooltip } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { ThemeProvider } from '@/components/ui/theme'
import type { Theme } from '@/components/ui/preferences'
import { ZoneProvider } from '@/components/ui/zone'

/** Nobody is told anything before the page is there. */
const Toaster = dynamic(() => import('@/components/ui/toast').then((module) => module.Toaster), { ssr: false })

type Props = Readonly<{ children: ReactNode; theme: Theme; zone: string | undefined }>

export function Providers({ children, theme, zone }: Props) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 1_000, retry: 1, refetchOnWindowFocus: true } } }),
  )
  return (
    <QueryClientProvider client={queries}>
      <NuqsAdapter>
        <ThemeProvider initial={theme}>
          <ZoneProvider initial={zone}>
            <Tooltip.Provider delayDuration={300} skipDelayDuration={200}>
              {children}
              <Toaster />
            </Tooltip.Provider>
          </ZoneProvider>
        </ThemeProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  )
}
