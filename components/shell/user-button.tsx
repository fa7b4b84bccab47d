import type { ComponentProps } from 'react'
import { initials } from '@/components/identity/initials'
import { Button } from '@/components/ui/button'

type Props = ComponentProps<typeof Button> & Readonly<{ name: string }>

export function UserButton({ name, ...rest }: Props) {
  return (
    <Button variant="ghost" size="icon" aria-label={`Signed in as ${name}, ${initials(name)}`} className="rounded-full bg-selected text-2xs font-semibold text-ink-2" {...rest}>
      {initials(name)}
    </Button>
  )
}
