'use client'

import { lazy, Suspense, useState } from 'react'
import type { Me } from './shell-types'
import { UserButton } from './user-button'

const load = () => import('./user-menu-opened')
const UserMenuOpened = lazy(async () => ({ default: (await load()).UserMenuOpened }))

/** A button until it is pressed: a menu, and what it takes to place one, is fetched by who reaches for it. */
export function UserMenu({ me, ...does }: Readonly<{ me: Me; onKeys: () => void; onSignOut: () => void }>) {
  const [asked, setAsked] = useState(false)
  if (!asked) return <UserButton name={me.name} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} onPointerEnter={() => void load()} onFocus={() => void load()} />
  return (
    <Suspense fallback={<UserButton name={me.name} aria-busy="true" />}>
      <UserMenuOpened me={me} {...does} />
    </Suspense>
  )
}
