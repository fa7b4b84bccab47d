import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { PageHeader } from '@/components/ui/page-header'
import { PhoneFold } from '@/components/ui/phone-fold'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { read } from '@/lib/console/read'
import type { FrameworkView } from '@/lib/identity/posture/contract'
import { RefusedState } from '../../_components/refused-state'
import { FactState } from '../_components/fact-state'
import { MaturityTabs } from '../_components/maturity-tabs'
import { factsInWords } from '../_components/words'

export const metadata: Metadata = { title: 'Frameworks' }

const CONTROL = {
  supports: { tone: 'calm', word: 'evidence supports it' },
  partly: { tone: 'outline', word: 'supports it in part; not all is known' },
  gaps: { tone: 'caution', word: 'evidence shows gaps' },
  unknown: { tone: 'outline', word: 'no evidence yet' },
} as const

export default async function FrameworksPage() {
  const posture = await read((api) => api.posture.get({}))
  return (
    <>
      <PageHeader title="Maturity" description="Which facts are evidence for which control. They support an assessment; they are not one." />
      <MaturityTabs />
      <div className="flex flex-col gap-6 pt-6">
        {posture.ok ? posture.value.frameworks.map((framework) => <FrameworkCard key={framework.id} framework={framework} />) : <RefusedState refusal={posture.refusal} what="frameworks" clearHref="/maturity" />}
      </div>
    </>
  )
}

function FrameworkCard({ framework: { id, title, note, source, controls } }: Readonly<{ framework: FrameworkView }>) {
  const supported = controls.filter(({ state }) => state === 'supports').length
  return (
    <Card id={id} flush title={title} description={`Evidence supports ${supported} of ${controls.length} in full. ${note} Source: ${source}.`}>
      <Table caption={title} stack>
        <THead>
          <Th>Control</Th>
          <Th>Evidence</Th>
          <Th>Facts</Th>
        </THead>
        <TBody>
          {controls.map((control) => (
            <Tr key={control.id}>
              <Td lead className="max-sm:pr-4!">
                <span className="min-w-0">
                  <span className="font-medium">{control.id}</span> {control.title}
                </span>
              </Td>
              <Td label="Evidence" nowrap>
                <Badge tone={CONTROL[control.state].tone}>{CONTROL[control.state].word}</Badge>
              </Td>
              <Td className="max-sm:px-0!">
                <PhoneFold summary={factsInWords(control.facts)} className="max-sm:grow">
                  <ul className="flex min-w-0 flex-col gap-1 max-sm:px-4">
                    {control.facts.map((fact) => (
                      <li key={fact.id} className="flex items-baseline gap-x-2">
                        <FactState state={fact.state} />
                        <TextLink href={`/maturity/facts/${fact.id}`}>{fact.title}</TextLink>
                      </li>
                    ))}
                  </ul>
                </PhoneFold>
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
    </Card>
  )
}
