import { Link } from '@/components/ui/link'
import { Button } from '@/components/ui/button'
import type { FactView } from '@/lib/identity/posture/contract'

/** The way to the work; said plainly where there is none yet, or where it is somebody else's. */
export function RemedyButton({ fact, may, primary = false }: Readonly<{ fact: FactView; may: readonly string[]; primary?: boolean }>) {
  const { remedy } = fact
  if (!remedy) return <span className="text-xs text-ink-3">No remedy here yet</span>
  if (!may.includes(remedy.permission)) return <span className="text-xs text-ink-3">{remedy.label}: not your role’s</span>
  return (
    <Button asChild size="sm" variant={primary ? 'primary' : 'secondary'}>
      <Link href={remedy.href} aria-label={`${remedy.label}: ${fact.title}`}>
        {remedy.label}
      </Link>
    </Button>
  )
}
