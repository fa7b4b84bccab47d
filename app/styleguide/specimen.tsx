import type { ReactNode } from 'react'

/** One component with all its states, under its name. */
export function Specimen({ name, children, note }: Readonly<{ name: string; children: ReactNode; note?: string }>) {
  return (
    <section className="border-t border-line py-5">
      <h2 className="font-mono text-xs text-ink-3">{name}</h2>
      {note ? <p className="max-w-prose pt-0.5 text-sm text-ink-2">{note}</p> : null}
      <div className="pt-3">{children}</div>
    </section>
  )
}

export function Row({ children }: Readonly<{ children: ReactNode }>) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>
}
