import { Badge } from '@/components/ui/badge'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import type { DiffView } from '@/lib/identity/registry/contract'

/** `may_delegate_to.<id>` as "may delegate to: planner": what is named by id is read by its name. */
function words(path: string, names: DiffView['names']): string {
  const [part = '', ...rest] = path.split('.')
  const item = rest.join('.')
  return [part.replaceAll('_', ' '), ...(item ? [names[item] ?? item.replaceAll('_', ' ')] : [])].join(': ')
}

/** Each change with what was and what would be; breaking ones first, since those are what is decided. */
export function ChangeTable({ diff }: Readonly<{ diff: DiffView }>) {
  const { changes, names } = diff
  if (changes.length === 0) return <p className="px-4 pb-4 text-sm text-ink-2">The two documents are the same.</p>
  const sorted = [...changes].sort((a, b) => Number(b.breaking) - Number(a.breaking))
  const named = (value: string | null) => (value === null ? <span className="text-ink-3">nothing</span> : <bdi>{names[value] ?? value}</bdi>)
  return (
    <>
      <Table caption="Changes" stack>
        <THead>
          <Th>Change</Th>
          <Th>Where</Th>
          <Th>Before</Th>
          <Th>After</Th>
          <Th>What it means</Th>
        </THead>
        <TBody>
          {sorted.map((change) => (
            <Tr key={`${change.path} ${change.kind}`} data-change={change.breaking ? 'breaking' : 'other'} tabIndex={-1} aria-label={`${change.breaking ? 'Breaking: ' : ''}${words(change.path, names)}, ${change.why}`}>
              <Td label="Change" nowrap>
                <Badge tone={change.breaking ? 'caution' : 'outline'}>{change.breaking ? 'Breaking' : 'Not breaking'}</Badge>
              </Td>
              <Td label="Where" className="font-mono text-xs [overflow-wrap:anywhere]">
                {words(change.path, names)}
              </Td>
              <Td label="Before" className="[overflow-wrap:anywhere]">
                {change.before === null ? named(null) : <del className="decoration-ink-3">{named(change.before)}</del>}
              </Td>
              <Td label="After" className="[overflow-wrap:anywhere]">
                {change.after === null ? named(null) : <ins className="font-medium no-underline">{named(change.after)}</ins>}
              </Td>
              <Td label="Means" className="text-ink-2">
                {change.why}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      <p className="border-t border-line px-4 py-2 text-xs text-ink-3 max-sm:hidden">
        <kbd>j</kbd> and <kbd>k</kbd> move along the changes, <kbd>b</kbd> goes to the next breaking one.
      </p>
    </>
  )
}
