'use client'

import { useState, type ReactNode } from 'react'
import { cn } from './cn'

type Props = Readonly<{
  icon: ReactNode
  title: string
  hint: string
  /** While the last ones are being read. */
  disabled?: boolean
  onFiles: (files: readonly File[]) => void
}>

/** Files are dropped on it, or chosen with it by pointer and keyboard. */
export function DropBox({ icon, title, hint, disabled = false, onFiles }: Props) {
  const [over, setOver] = useState(false)
  return (
    <label
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (!disabled) onFiles([...event.dataTransfer.files])
      }}
      aria-disabled={disabled || undefined}
      className={cn(
        'flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-dashed border-edge px-4 py-3 text-sm text-ink-2 hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 [&>svg]:size-5 [&>svg]:shrink-0 [&>svg]:text-ink-3',
        over && 'bg-selected',
        disabled && 'cursor-default opacity-60',
      )}
    >
      {icon}
      <span className="min-w-0 grow basis-52">
        <span className="font-medium text-ink">{title}</span>
        <span className="block text-xs text-ink-3">{hint}</span>
      </span>
      <input
        type="file"
        multiple
        disabled={disabled}
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = '' // the same file may be chosen again
          onFiles(files)
        }}
      />
    </label>
  )
}
