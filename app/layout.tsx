import type { Metadata, Viewport } from 'next'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readTheme, THEME_COOKIE, ZONE_COOKIE } from '@/components/ui/preferences'
import './globals.css'
import { Providers } from './providers'

export const metadata: Metadata = {
  title: { default: 'Lanyard', template: '%s · Lanyard' },
  description: 'The badge and the kill cord for every AI agent in a company',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f8f7' },
    { media: '(prefers-color-scheme: dark)', color: '#111112' },
  ],
}

/** Theme and time zone come from cookies, so the first paint is already right and no script has to run before it. */
export default async function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  const jar = await cookies()
  const theme = readTheme(jar.get(THEME_COOKIE)?.value)
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={theme === 'system' ? undefined : theme}
    >
      <body>
        <Providers theme={theme} zone={jar.get(ZONE_COOKIE)?.value}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
