import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { visibleName } from './visible-name'

type Props = Readonly<{ name: string; href?: string | undefined; className?: string; title?: string | undefined }>

/** Whatever an agent calls itself stands apart from the text around it, so that no direction mark in it can turn that text. */
export function EntityName({ name, href, className, title }: Props) {
  const text = <bdi>{visibleName(name)}</bdi>
  if (!href) {
    return (
      <span title={title} className={className}>
        {text}
      </span>
    )
  }
  return (
    <Link href={href} title={title} className={cn('rounded-sm hover:underline hover:decoration-edge hover:underline-offset-2', className)}>
      {text}
    </Link>
  )
}
