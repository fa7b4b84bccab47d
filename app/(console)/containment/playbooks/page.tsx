import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Card, Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import type { PlaybookView } from '@/lib/identity/incidents/contract'
import { RefusedState } from '../../_components/refused-state'
import { ContainmentTabs } from '../_components/containment-tabs'
import { GRAIN_WORD } from '../_components/order-words'
import { PlaybookEditor } from './_components/playbook-editor'
import { PlaybookSteps } from './_components/playbook-steps'
import { PolicySwitch } from './_components/policy-switch'

export const metadata: Metadata = { title: 'Playbooks' }

const PATH = '/containment/playbooks'
const NEW = 'new'

export default async function PlaybooksPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const [who, answer] = await Promise.all([me(), read((api) => api.playbooks.list({}))])
  if (!answer.ok) return <RefusedState refusal={answer.refusal} what="playbooks" clearHref="/containment" />
  const { playbooks, policy } = answer.value
  const mayWrite = may(who, 'incidents.playbook.put')
  const editing = mayWrite ? one(raw, 'edit') : undefined
  return (
    <>
      <PageHeader
        title="Playbooks"
        description="The steps an incident begins with. An incident that is open keeps the copy it has; a new version is for the next."
        actions={mayWrite && editing !== NEW ? <Button asChild><Link href={`${PATH}?edit=${NEW}`}>Write a playbook</Link></Button> : null}
      />
      <ContainmentTabs current={PATH} />
      <div className="flex flex-col gap-6 pt-6">
        {editing === NEW ? (
          <Card title="A new playbook">
            <PlaybookEditor playbook={null} backTo={PATH} />
          </Card>
        ) : null}
        {playbooks.map((playbook) => (
          <Playbook key={playbook.slug} playbook={playbook} isEdited={editing === playbook.slug} mayWrite={mayWrite} />
        ))}
        <Section title="What restoring waits for">
          <PolicySwitch demanded={policy.restore_needs_resolution} mayChange={may(who, 'incidents.policy.set')} />
          {policy.changed ? (
            <p className="pt-2 text-xs text-ink-3">
              Last changed by <bdi>{policy.changed.by}</bdi>, <TimeStamp value={policy.changed.at} />
            </p>
          ) : null}
        </Section>
      </div>
    </>
  )
}

function Playbook({ playbook, isEdited, mayWrite }: Readonly<{ playbook: PlaybookView; isEdited: boolean; mayWrite: boolean }>) {
  const { slug, name, summary, version, written, grains, steps } = playbook
  return (
    <Card
      id={slug}
      title={<bdi>{name}</bdi>}
      description={summary}
      actions={
        mayWrite && !isEdited ? (
          <TextLink href={`${PATH}?edit=${slug}#${slug}`} className="text-sm" aria-label={`Change ${name}`}>
            Change
          </TextLink>
        ) : null
      }
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-3 text-sm text-ink-2">
        <Badge tone="outline">version {version}</Badge>
        {written ? (
          <span>
            by <bdi>{written.by}</bdi>, <TimeStamp value={written.at} style="relative" />
          </span>
        ) : (
          <span>as it ships</span>
        )}
        <span className="text-ink-3">{grains.length === 0 ? 'chosen by hand' : `begins with a halt of ${grains.map((grain) => GRAIN_WORD[grain]).join('; ')}`}</span>
      </p>
      {isEdited ? (
        <PlaybookEditor playbook={playbook} backTo={PATH} />
      ) : (
        <details>
          <summary className="text-sm text-ink-2 hover:text-ink">{steps.length === 1 ? 'One step' : `${steps.length} steps`}</summary>
          <div className="pt-3">
            <PlaybookSteps steps={steps} />
          </div>
        </details>
      )}
    </Card>
  )
}
