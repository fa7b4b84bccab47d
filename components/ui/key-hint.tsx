import { cn } from './cn'

/** Keys to press, in order: `<KeyHint keys={['Ctrl', 'K']} />`. */
export function KeyHint({ keys, className }: Readonly<{ keys: readonly string[]; className?: string }>) {
  return (
    <span className={cn('inline-flex items-center gap-0.5', className)}>
      {keys.map((key) => (
        <kbd key={key} className="min-w-5 rounded-sm border border-line bg-surface px-1 text-center font-sans text-2xs font-medium leading-[1.125rem] text-ink-3">
          {key}
        </kbd>
      ))}
    </span>
  )
}
