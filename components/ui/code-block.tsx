'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button'
import { cn } from './cn'

type Props = Readonly<{ code: string; label: string; wrap?: boolean; className?: string; children?: React.ReactNode }>

/** Code as it is, with copy. `children` is the same code marked up (JsonView); `code` is what is copied. */
export function CodeBlock({ code, label, wrap = false, className, children }: Props) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    try {
      await navigator.clipboard.writeText(code)
      setCopied(true)
    } catch {
      // No clipboard outside a secure context; the text can be selected.
      setCopied(false)
    }
  }
  return (
    <figure className={cn('group/code relative min-w-0 rounded-md border border-line bg-sunken', className)}>
      <figcaption className="sr-only">{label}</figcaption>
      <Button
        size="icon-sm"
        variant="ghost"
        onClick={copy}
        onBlur={() => setCopied(false)}
        aria-label={copied ? `${label}: copied` : `Copy ${label}`}
        className="absolute right-1 top-1 bg-sunken"
      >
        {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </Button>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} role="region" aria-label={label} className={cn('max-h-[32rem] overflow-auto p-3 pr-10 font-mono text-xs leading-5 text-ink', wrap && 'whitespace-pre-wrap break-all')}>
        {children ?? code}
      </pre>
    </figure>
  )
}
