'use client'

import { useRef, useState, type FormEvent } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { useGo } from '@/components/ui/use-go'
import { useOnward } from '@/components/ui/use-onward'
import type { ApiRefusal } from '@/lib/api/client'
import { refusalText } from '@/lib/console/refusal-text'
import type { Draft, IssuerKeys } from '@/lib/import'
import type { IdentityDocument, IdentityDocumentInput, ToolServerView } from '@/lib/identity/registry/contract'
import { peopleCalled } from '../../../_components/people-called'
import type { PersonChoice } from '../../../_components/person-field'
import { noteRegisteredAction } from '../../../discovery/actions'
import { registerAgentAction } from '../../actions'
import { AnswerFields, IdentityFields } from './identity-fields'
import { ConsentFields, DelegateFields } from './delegate-fields'
import { DetailFields } from './detail-fields'
import { emptyForm, formOf, type FormValues } from './document-form'
import { documentResolver } from './document-resolver'
import { FromFile } from './from-file'
import { KeySection, type ChosenKey } from './key-section'
import { ToolFields } from './tool-fields'

const NO_KEY = 'The agent needs a key: make one and save it, or paste its public key'

type Props = Readonly<{
  /** What discovery has found, which fills the form. */
  found: Readonly<{ id: string; name: string; path: string; notes: readonly string[]; document: Partial<IdentityDocumentInput> }> | null
  me: PersonChoice
  servers: readonly { slug: string; title: string; tools: ToolServerView['tools'] }[]
  /** Whose signatures on A2A cards are known. */
  issuer: IssuerKeys | null
}>

export function RegisterForm({ found, me, servers, issuer }: Props) {
  const go = useGo()
  const onward = useOnward()
  const form = useForm<FormValues, unknown, IdentityDocument>({ resolver: documentResolver, defaultValues: found ? formOf(found.document, me.id) : emptyForm(me.id), mode: 'onTouched' })
  // Not state: it may be read (the rules have to come first) while the form is being sent already.
  const key = useRef<ChosenKey | null>(null)
  const [people, setPeople] = useState<readonly PersonChoice[]>([me])
  const [files, setFiles] = useState(0)
  const [keyError, setKeyError] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<ApiRefusal | { code: 'lost' } | null>(null)
  const name = useWatch({ control: form.control, name: 'name' })
  // And not `isValid`, which is asked for as the page is drawn: the rules would come with it.
  const wrong = Object.keys(form.formState.errors)

  async function send(document: IdentityDocument) {
    if (!key.current) return setKeyError(NO_KEY)
    const goOn = onward()
    const done = await registerAgentAction({ document, public_key: key.current }).catch(() => null)
    if (done?.status === 'done') {
      // It is registered whether or not the inbox hears of it; there it is matched by its name.
      if (found) await noteRegisteredAction({ foundId: found.id, agentId: done.value.id }).catch(() => null)
      return goOn(`/agents/${done.value.id}`)
    }
    setRefusal(done?.status === 'refused' ? done.refusal : { code: 'lost' })
    if (done?.status === 'refused' && done.refusal.code === 'invalid') markFields(done.refusal.fields)
  }

  function submit(event: FormEvent) {
    void form.handleSubmit(send, () => setKeyError(key.current ? null : NO_KEY))(event)
  }

  /** The authority speaks of `document.owner`; the form calls the same field `owner`. */
  function markFields(fields: Readonly<Record<string, string>>) {
    for (const [path, message] of Object.entries(fields)) {
      if (path.startsWith('public_key')) setKeyError(message)
      else form.setError(path.replace(/^document\./, '') as 'name', { message })
    }
  }

  async function understood({ document, kind }: Draft) {
    const values = formOf(document, me.id)
    const known = [...people, ...(await peopleCalled([values.owner, values.sponsor]))]
    const byAddress = (value: string) => known.find((person) => person.id === value || person.email === value.toLowerCase())?.id ?? value
    setPeople(known)
    setFiles((count) => count + 1)
    form.reset({ ...values, owner: byAddress(values.owner), sponsor: byAddress(values.sponsor) }, { keepDefaultValues: true })
    if (kind === 'identity_document') void form.trigger() // the other kinds leave fields for people to fill
  }

  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate onFocus={() => void import('./document-rules')} className="flex max-w-3xl flex-col gap-6">
        {found ? (
          <Notice tone="info" title={<>Filled from what was found: <bdi>{found.name}</bdi></>}>
            <p>
              In <bdi className="break-all font-mono text-xs">{found.path}</bdi>. Read it before you register: it is what will count, and not the file.
            </p>
            {found.notes.length > 0 ? (
              <ul className="list-disc pl-4 [overflow-wrap:anywhere]">
                {found.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            ) : null}
          </Notice>
        ) : (
          <FromFile servers={servers} issuer={issuer} onDraft={(draft) => void understood(draft)} />
        )}
        <Card title="What it is">
          <IdentityFields />
        </Card>
        <Card title="Who answers for it">
          <AnswerFields key={files} people={people} />
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
        <Card title="Its key">
          <KeySection name={name} onKey={(chosen) => { key.current = chosen; setKeyError(null) }} error={keyError} />
        </Card>
        {refusal ? (
          <Notice tone="caution" live title="It was not registered">
            {refusal.code === 'lost' ? 'No answer from the authority: look in the list of agents before you try again.' : refusalText(refusal)}
          </Notice>
        ) : null}
        {wrong.length > 0 && form.formState.submitCount > 0 ? (
          <Notice tone="caution" live>
            {wrong.length} {wrong.length === 1 ? 'part needs' : 'parts need'} your attention: {wrong.join(', ').replaceAll('_', ' ')}.
          </Notice>
        ) : null}
        <div className="sticky bottom-0 -mx-1 flex justify-end gap-2 border-t border-line bg-canvas px-1 py-3">
          <Button variant="ghost" onClick={() => go('/agents')}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={form.formState.isSubmitting}>
            Register
          </Button>
        </div>
      </form>
    </FormProvider>
  )
}
