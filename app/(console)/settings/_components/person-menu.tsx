'use client'

import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import type { PersonView } from '@/lib/identity/access/contract'
import { PersonDialog, type PersonAct } from './person-dialog'

export function PersonMenu({ person }: Readonly<{ person: PersonView }>) {
  const [act, setAct] = useState<PersonAct | null>(null)
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`More for ${person.name}`}>
            <Ellipsis aria-hidden="true" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => setAct('role')}>Change role</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setAct('recover')}>Recovery link</DropdownMenuItem>
          {person.status === 'deactivated' ? null : (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => setAct('deactivate')}>Deactivate</DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <PersonDialog key={act ?? 'none'} person={person} act={act} onClose={() => setAct(null)} />
    </>
  )
}
