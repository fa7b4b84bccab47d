'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AgentBadge } from '@/components/identity/agent-badge'
import { platformName } from '@/components/identity/platform-name'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { AgentPicker } from '../../_components/agent-picker'
import { PersonField, type PersonChoice } from '../../_components/person-field'
import { isAgentGrain } from './order-words'
import type { Target } from './use-plan'

export type Choices = Readonly<{
  servers: readonly { slug: string; title: string; tools: readonly string[] }[]
}>
export type ChosenAgent = Readonly<{ id: string; name: string; platform: string; runs: readonly string[] }>
type Props = Choices & Readonly<{ target: Target; agent: ChosenAgent | null; onAgent: (agent: ChosenAgent | null) => void; onChange: (part: Partial<Target>) => void }>

/** What the chosen grain is named by. */
export function TargetFields({ target, agent, onAgent, onChange, servers }: Props) {
  const { grain } = target
  const [owner, setOwner] = useState<PersonChoice | null>(null)
  const tools = servers.find(({ slug }) => slug === target.server)?.tools ?? []
  function nameOwner(person: PersonChoice | null) {
    setOwner(person)
    onChange({ ownerId: person?.id ?? '' })
  }
  if (isAgentGrain(grain))
    return (
      <div className="flex flex-col gap-3">
        {agent ? (
          <div className="flex items-center justify-between gap-3">
            <AgentBadge name={agent.name} detail={platformName(agent.platform)} />
            <Button variant="ghost" size="sm" onClick={() => onAgent(null)}>
              Another agent
            </Button>
          </div>
        ) : (
          <AgentPicker label="Which agent?" onPick={(row) => onAgent({ id: row.id, name: row.name, platform: row.platform, runs: [] })} />
        )}
        {grain === 'run' ? (
          <Field label="Run" hint="The thumbprint of its key. An agent’s page lists its runs; so does any of its calls in the explorer." required>
            <Input mono list="runs" value={target.runId ?? ''} onChange={(event) => onChange({ runId: event.target.value.trim() })} />
          </Field>
        ) : null}
        <datalist id="runs">{agent?.runs.map((run) => <option key={run} value={run} />)}</datalist>
      </div>
    )
  if (grain === 'owner')
    return (
      <PersonField label="Whose agents?" required everybody begin={owner} onPick={nameOwner} />
    )
  if (grain === 'platform')
    return (
      <Field label="Platform" hint="As identity documents name it: bedrock, copilot_studio, custom." required>
        <Input value={target.platform ?? ''} onChange={(event) => onChange({ platform: event.target.value.trim() })} />
      </Field>
    )
  if (grain === 'tenant') return null
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Tool server" required>
        <Select value={target.server ?? ''} onChange={(event) => onChange({ server: event.target.value, tool: '' })}>
          <option value="">Choose a server</option>
          {servers.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {title} ({slug})
            </option>
          ))}
        </Select>
      </Field>
      {grain === 'tool' ? (
        <Field label="Tool" required>
          <Select value={target.tool ?? ''} onChange={(event) => onChange({ tool: event.target.value })}>
            <option value="">Choose a tool</option>
            {tools.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
      ) : null}
    </div>
  )
}
