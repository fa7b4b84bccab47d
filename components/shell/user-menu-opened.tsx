'use client'

import { Keyboard, LogOut } from 'lucide-react'
import { DropdownMenu, DropdownMenuChoice, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import { useTheme } from '@/components/ui/theme'
import { readTheme } from '@/components/ui/preferences'
import type { Me } from './shell-types'
import { UserButton } from './user-button'

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** Opens as it comes: it is asked for by a press of the button. */
export function UserMenuOpened({ me, onKeys, onSignOut }: Readonly<{ me: Me; onKeys: () => void; onSignOut: () => void }>) {
  const { theme, setTheme } = useTheme()
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <UserButton name={me.name} />
      </DropdownMenuTrigger>
      <DropdownMenuContent className="w-56">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium text-ink">{me.name}</p>
          {me.email ? <p className="truncate text-xs text-ink-2">{me.email}</p> : null}
          <p className="text-xs text-ink-3">{me.role}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuChoice label="Theme" value={theme} onValueChange={(value) => setTheme(readTheme(value))} options={THEMES} />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={onKeys}>
          <Keyboard aria-hidden="true" />
          Keys
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={onSignOut}>
          <LogOut aria-hidden="true" />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
