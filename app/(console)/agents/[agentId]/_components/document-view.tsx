import { PersonBadge } from '@/components/identity/person-badge'
import { platformName } from '@/components/identity/platform-name'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { JsonView } from '@/components/ui/json-view'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AgentView } from '@/lib/identity/registry/contract'
import { RiskLevel } from '../../../_components/risk-level'

const words = (text: string) => text.replaceAll('_', ' ')

export function DocumentView({ agent }: Readonly<{ agent: AgentView }>) {
  const { document, revision } = agent
  return (
    <Card
      id="document"
      title="Identity document"
      description={`Revision ${revision.number}, ${revision.status}, by ${revision.author}`}
      actions={
        <TextLink href={`/agents/${agent.id}/document`} className="text-sm">
          Revisions and changes
        </TextLink>
      }
    >
      <DescriptionList
        entries={[
          { term: 'Owner', exact: 'Technical: runs it', value: <PersonBadge name={agent.owner.name} href={`/agents?person=${agent.owner.id}`} /> },
          { term: 'Sponsor', exact: 'The accountable human', value: <PersonBadge name={agent.sponsor.name} href={`/agents?person=${agent.sponsor.id}`} /> },
          { term: 'Risk', value: <RiskLevel level={agent.risk_level} /> },
          { term: 'Platform', value: `${platformName(agent.platform)}, ${words(document.runtime)}` },
          { term: 'Version', value: agent.version },
          ...(agent.team ? [{ term: 'Team', value: agent.team }] : []),
          ...document.capabilities.map((capability, index) => ({
            term: index === 0 ? 'Capabilities' : '',
            value: `${capability.capability_id}: ${capability.description} (${capability.risk_level})`,
          })),
          ...(document.human_oversight?.required_for.length ? [{ term: 'A human decides', value: document.human_oversight.required_for.join('; ') }] : []),
          { term: 'Next review', value: <TimeStamp value={agent.next_review_at} style="date" /> },
          { term: 'Digest', exact: 'Every token carries it (doc)', value: <CopyId value={revision.digest} label="revision digest" keep={16} /> },
          { term: 'Registered', value: <>{agent.registered_by}, <TimeStamp value={agent.created_at} /></> },
        ]}
      />
      {agent.revisions.length > 1 ? (
        <ol aria-label="Revisions" className="mt-3 border-t border-line pt-2 text-sm">
          {agent.revisions.map((each) => (
            <li key={each.id} className="flex flex-wrap gap-x-3 py-1">
              <span className="font-medium">Revision {each.number}</span>
              <span className="text-ink-2">{each.status}</span>
              <span className="text-ink-3">
                <TimeStamp value={each.approved_at ?? each.created_at} style="date" /> {each.approved_by ?? each.author}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
      <details className="mt-3 border-t border-line pt-2">
        <summary className="text-sm text-ink-2 hover:text-ink">The whole document</summary>
        <JsonView value={document} label="identity document" className="mt-2" />
      </details>
    </Card>
  )
}
