'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { isWide, MODES_OF, type Grain, type Mode } from '@/lib/identity/containment/contract'
import type { Choices } from './target-fields'
import type { Terms } from './use-plan'

const MODE: Readonly<Record<Mode, { label: string; hint: string }>> = {
  suspend: { label: 'Suspend', hint: 'Nothing is issued and nothing is let through, until it is restored.' },
  strip: { label: 'Strip privileges', hint: 'It goes on with tools that only read, or with the scopes you name. It needs new tokens for that.' },
  quarantine: { label: 'Quarantine', hint: 'It may talk to one tool server alone, an investigator’s, and only as far as it is allowed there already. What it sends is recorded whole.' },
  kill: { label: 'Kill', hint: 'For ever: mandates withdrawn, keys revoked, agents retired. It cannot be restored.' },
}

type Props = Readonly<{ grain: Grain; terms: Terms; name: string | null; servers: Choices['servers']; onChange: (part: Partial<Terms>) => void }>

/** What it does, for how long, and what a person has to say where it is wide or cannot be undone. */
export function TermsFields({ grain, terms, name, servers, onChange }: Props) {
  const { mode } = terms
  const careful = isWide(grain) || mode === 'kill'
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        legend="What it does"
        name="mode"
        value={mode}
        onValueChange={(value) => onChange({ mode: value as Mode })}
        options={MODES_OF[grain].map((value) => ({ value, ...MODE[value] }))}
      />
      {mode === 'strip' ? (
        <Field label="Scopes that are left" hint="As mcp:server:tool, one a line. Empty: every tool that its server marks as one that only reads.">
          <Textarea rows={3} value={terms.scopes} onChange={(event) => onChange({ scopes: event.target.value })} />
        </Field>
      ) : null}
      {mode === 'quarantine' ? (
        <Field label="The investigator’s tool server" required>
          <Select value={terms.endpoint} onChange={(event) => onChange({ endpoint: event.target.value })}>
            <option value="">Choose a server</option>
            {servers.map(({ slug, title }) => (
              <option key={slug} value={slug}>
                {title} ({slug})
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
      {mode === 'kill' ? null : (
        <Field label="Until" hint="It then ends by itself; tokens from before stay dead. Empty: until somebody restores it.">
          <Input type="datetime-local" value={terms.until} onChange={(event) => onChange({ until: event.target.value })} />
        </Field>
      )}
      <Field label="Reason" {...(careful ? { required: true } : { hint: 'May also be given afterwards.' })}>
        <Textarea rows={2} maxLength={500} value={terms.reason} onChange={(event) => onChange({ reason: event.target.value })} />
      </Field>
      {careful && name !== null ? (
        <Field label={<>Type “<bdi>{name}</bdi>”</>} hint={mode === 'kill' ? 'This cannot be undone.' : 'This stops many people’s agents at once.'} required>
          <Input value={terms.name} autoComplete="off" onChange={(event) => onChange({ name: event.target.value })} />
        </Field>
      ) : null}
    </div>
  )
}
