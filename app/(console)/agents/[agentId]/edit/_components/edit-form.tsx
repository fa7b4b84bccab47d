'use client'

import { useState } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { Textarea } from '@/components/ui/textarea'
import { useGo } from '@/components/ui/use-go'
import { useOnward } from '@/components/ui/use-onward'
import { refusalText } from '@/lib/console/refusal-text'
import type { IdentityDocument, ToolServerView } from '@/lib/identity/registry/contract'
import { reviseAgentAction } from '../../../actions'
import { ConsentFields, DelegateFields } from '../../../register/_components/delegate-fields'
import { DetailFields } from '../../../register/_components/detail-fields'
import { formOf, type FormValues } from '../../../register/_components/document-form'
import { documentResolver } from '../../../register/_components/document-resolver'
import { IdentityFields } from '../../../register/_components/identity-fields'
import { ToolFields } from '../../../register/_components/tool-fields'
import { ControlFields } from './control-fields'

type Props = Readonly<{
  agent: { id: string; base: string | undefined; draft: string | undefined }
  document: IdentityDocument
  names: Readonly<Record<string, string>>
  note: string
  servers: readonly { slug: string; title: string; tools: ToolServerView['tools'] }[]
}>

/** The document in force, or the draft that waits, as a form. Its name and who answers for it are not edited here. */
export function EditForm({ agent, document, names, note, servers }: Props) {
  const go = useGo()
  const onward = useOnward()
  const values = formOf(document, document.owner)
  const form = useForm<FormValues, unknown, IdentityDocument>({
    resolver: documentResolver,
    defaultValues: { ...values, may_delegate_to: values.may_delegate_to.map(({ id }) => ({ id, name: names[id] ?? id })) },
    mode: 'onTouched',
  })
  const [why, setWhy] = useState(note)
  const [problem, setProblem] = useState<string | null>(null)

  async function send(edited: IdentityDocument) {
    const goOn = onward()
    const done = await reviseAgentAction({ agentId: agent.id, document: edited, base: agent.base, draft: agent.draft, note: why }).catch(() => null)
    if (done?.status === 'done') return goOn(`/agents/${agent.id}/document`)
    if (done?.status !== 'refused') return setProblem('No answer from the authority: read the agent before you try again.')
    if (done.refusal.code === 'invalid') for (const [path, message] of Object.entries(done.refusal.fields)) form.setError(path.replace(/^document\./, '') as 'name', { message })
    setProblem(done.refusal.code === 'wrong_state' && done.refusal.state === 'unchanged' ? 'Nothing differs from what is in force.' : refusalText(done.refusal))
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={form.handleSubmit(send)} noValidate className="flex max-w-3xl flex-col gap-6">
        <Card title="What it is">
          <IdentityFields fixedName />
        </Card>
        <Card title="What it may call" description="Each tool becomes one scope. There are no wildcards.">
          <ToolFields servers={servers} />
        </Card>
        <Card title="Whom it may pass authority on to" description="It can only pass on a part of what it holds itself.">
          <DelegateFields />
        </Card>
        <Card title="How a person gives it a mandate">
          <ConsentFields />
        </Card>
        <Card title="Capabilities, data and oversight">
          <DetailFields />
        </Card>
        <Card title="What it runs, and what becomes of earlier tokens">
          <ControlFields />
        </Card>
        <Card title="Why">
          <Field label="For whoever approves it">
            <Textarea rows={2} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
          </Field>
        </Card>
        {problem ? (
          <Notice tone="caution" live title="No draft was saved">
            {problem}
          </Notice>
        ) : null}
        <div className="sticky bottom-0 -mx-1 flex justify-end gap-2 border-t border-line bg-canvas px-1 py-3">
          <Button variant="ghost" onClick={() => go(`/agents/${agent.id}`)}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={form.formState.isSubmitting}>
            Save the draft
          </Button>
        </div>
      </form>
    </FormProvider>
  )
}
