import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { FigureView } from '@/lib/identity/posture/contract'

/** Theirs and ours, side by side, each with what it counts; nothing where nothing here measures the same. */
export function FigureTable({ figures }: Readonly<{ figures: readonly FigureView[] }>) {
  return (
    <Table caption="Published figures" stack>
      <THead>
        <Th>Figure</Th>
        <Th>Published</Th>
        <Th>Here</Th>
      </THead>
      <TBody>
        {figures.map(({ id, title, published, ours, unknown, note }) => (
          <Tr key={id}>
            <Td lead className="font-medium">
              {title}
            </Td>
            <Td label="Published">
              <ul className="flex min-w-0 flex-col gap-1">
                {published.map(({ value, source, counts }) => (
                  <li key={source} className="min-w-0">
                    <span className="font-medium">{value}</span> <span className="text-ink-2">{source}</span>
                    <span className="block text-xs text-ink-3">{counts}</span>
                  </li>
                ))}
              </ul>
            </Td>
            <Td label="Here">
              <span className="min-w-0">
                {ours ? (
                  <>
                    <TextLink href={`/maturity/facts/${ours.fact}?show=${ours.show}`} className="font-medium">
                      {ours.value}
                    </TextLink>
                    <span className="block text-xs text-ink-3">{ours.counts}</span>
                  </>
                ) : (
                  <span className="text-caution">not measured</span>
                )}
                {unknown ? (
                  <TextLink href={`/maturity/facts/${unknown.fact}?show=bad`} className="block text-xs">
                    {unknown.rows.toLocaleString('en')} more not known, and left out
                  </TextLink>
                ) : null}
                <span className="block text-xs text-ink-3">{note}</span>
              </span>
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
