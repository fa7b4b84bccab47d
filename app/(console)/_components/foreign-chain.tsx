import { Badge } from '@/components/ui/badge'
import { TextLink } from '@/components/ui/text-link'
import type { ImportedFrom } from '@/lib/identity/ledger/contract'
import { AS, KIND } from './foreign-words'

/** Who acted in another system, from the root down, in its words; and who of ours they are taken for. */
export function ForeignChain({ from }: Readonly<{ from: ImportedFrom }>) {
  return (
    <ol aria-label={`Chain, as ${from.title} tells it`} className="flex flex-col px-4 py-3">
      {from.principals.map((principal, index) => (
        <li key={principal.id} className="flex gap-3 pb-3 last:pb-0">
          <span aria-hidden="true" className="flex w-3 shrink-0 flex-col items-center pt-1.5">
            <span className="size-2 rounded-full border border-edge bg-surface" />
            {index < from.principals.length - 1 ? <span className="mt-1 w-px grow bg-line" /> : null}
          </span>
          <span className="min-w-0 text-sm">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <strong className="break-all font-semibold">
                <bdi>{principal.name}</bdi>
              </strong>
              <Badge tone="outline">{KIND[principal.kind] ?? principal.kind}</Badge>
            </span>
            {principal.id === principal.name ? null : <span className="block break-all font-mono text-xs text-ink-3">{principal.id}</span>}
            {index === 1 && from.left_out > 0 ? <span className="block text-xs text-caution">Truncated: {from.left_out} more stand before</span> : null}
            {index > 0 ? <span className="block text-xs text-ink-3">{AS[principal.as] ?? principal.as}</span> : null}
            {principal.known ? (
              <span className="block text-xs text-ink-2">
                <TextLink href={principal.known.kind === 'agent' ? `/agents/${principal.known.id}` : `/delegations?person=${principal.known.id}`}>{principal.known.kind === 'agent' ? 'A registered agent' : 'A person here'}</TextLink>: {principal.known.why}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  )
}
