import { BookText, Bot, ClipboardCheck, Gauge, LayoutDashboard, OctagonX, Radar, Route, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { may, me } from '@/lib/console/me'
import { myReviews } from '@/lib/console/my-reviews'
import { ConsoleShell } from './_components/console-shell'

const AREAS = [
  {
    items: [
      { label: 'Overview', href: '/', icon: <LayoutDashboard />, key: 'o' },
      { label: 'Agents', href: '/agents', icon: <Bot />, key: 'a' },
      { label: 'Delegations', href: '/delegations', icon: <Route />, key: 'd' },
      { label: 'Reviews', href: '/reviews', icon: <ClipboardCheck />, key: 'r' },
      { label: 'Containment', href: '/containment', icon: <OctagonX />, key: 'c' },
      { label: 'Discovery', href: '/discovery', icon: <Radar />, key: 'f' },
      { label: 'Maturity', href: '/maturity', icon: <Gauge />, key: 'm' },
      { label: 'Ledger', href: '/ledger', icon: <BookText />, key: 'l' },
      { label: 'Settings', href: '/settings', also: ['/teams'], icon: <Settings />, key: 's' },
    ],
  },
] as const

/**
 * Asks who is signed in before anything is drawn, so that a page without a session answers with a redirect. Nothing else
 * is waited for: the count of reviews follows when it is known.
 */
export default async function ConsoleLayout({ children }: Readonly<{ children: ReactNode }>) {
  const who = await me()
  // A count that cannot be read is left out; the page of reviews says why.
  const toReview = myReviews().then((mine) => (mine.ok ? mine.value.items : 0), () => 0)
  const groups = AREAS.map(({ items }) => ({ items: items.map((item) => (item.href === '/reviews' ? { ...item, count: toReview } : item)) }))
  return (
    <ConsoleShell
      groups={groups}
      me={{ name: who.name, role: who.role ?? 'no role', ...(who.email ? { email: who.email } : {}) }}
      environment={who.tenant.name}
      isSample={who.tenant.kind === 'sample'}
      mayHalt={may(who, 'containment.halt')}
    >
      {children}
    </ConsoleShell>
  )
}
