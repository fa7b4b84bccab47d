import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { Spinner } from './spinner'

export const buttonClass = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-strong text-on-strong hover:bg-strong/85',
        secondary: 'border border-edge/60 bg-surface text-ink hover:border-edge hover:bg-hover',
        ghost: 'text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink',
        signal: 'bg-signal-solid text-on-signal hover:bg-signal-solid-hover',
        'signal-outline': 'border border-signal bg-surface text-signal hover:bg-signal-wash',
        link: 'h-auto! px-0! text-ink underline decoration-edge underline-offset-3 hover:decoration-ink',
      },
      size: {
        sm: 'h-7 px-2.5 text-xs [&_svg]:size-3.5',
        md: 'h-8 px-3 text-sm [&_svg]:size-4',
        lg: 'h-10 px-4 text-base [&_svg]:size-4',
        icon: 'size-8 [&_svg]:size-4',
        'icon-sm': 'size-7 [&_svg]:size-3.5',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

type Props = ComponentProps<'button'> &
  VariantProps<typeof buttonClass> & {
    /** Renders its only child (a link, say) with the looks of a button. */
    asChild?: boolean
    /** Work is under way: the button keeps its width, says so and cannot be pressed again. */
    pending?: boolean
  }

export function Button({ className, variant, size, asChild = false, pending = false, disabled, children, ...rest }: Props) {
  const classes = cn(buttonClass({ variant, size }), className)
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button type="button" className={classes} disabled={disabled || pending} aria-busy={pending || undefined} {...rest}>
      <span className={cn('inline-flex items-center gap-1.5', pending && 'invisible')}>{children}</span>
      {pending ? <Spinner className="absolute" label="Working" /> : null}
    </button>
  )
}
