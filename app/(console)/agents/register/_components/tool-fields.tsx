'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { FieldError } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { ToolServerView } from '@/lib/identity/registry/contract'
import { TOOL_NAME } from '@/lib/kernel/tool-name'
import type { FormValues } from './document-form'

type Server = { slug: string; title: string; tools: ToolServerView['tools'] }
type Grant = FormValues['tools'][number]
const same = (a: Grant, b: Grant) => a.mcp_server === b.mcp_server && a.tool_id === b.tool_id

export function ToolFields({ servers }: Readonly<{ servers: readonly Server[] }>) {
  const { control } = useFormContext<FormValues>()
  const { field, fieldState } = useController({ control, name: 'tools' })
  const known = (grant: Grant) => servers.some((server) => server.slug === grant.mcp_server && server.tools.some((tool) => tool.name === grant.tool_id))
  const named = field.value.filter((grant) => !known(grant))
  const toggle = (grant: Grant, on: boolean) => field.onChange(on ? [...field.value, grant] : field.value.filter((each) => !same(each, grant)))
  return (
    <div className="flex flex-col gap-5">
      {servers.map((server) => (
        <ServerTools key={server.slug} server={server} chosen={field.value} onToggle={toggle} />
      ))}
      {named.length > 0 ? (
        <ul aria-label="Tools added by name" className="flex flex-wrap gap-1.5">
          {named.map((grant) => (
            <li key={`${grant.mcp_server}:${grant.tool_id}`}>
              <Badge mono tone="outline">
                mcp:{grant.mcp_server}:{grant.tool_id}
                <button type="button" aria-label={`Remove ${grant.tool_id}`} onClick={() => toggle(grant, false)} className="-mr-1 grid size-5 place-items-center">
                  <X aria-hidden="true" />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      ) : null}
      {servers.length > 0 ? <AddByName servers={servers} onAdd={(grant) => field.value.some((each) => same(each, grant)) || toggle(grant, true)} /> : <p className="text-sm text-ink-2">No tool server is behind the gateway yet. An administrator adds one under Settings.</p>}
      {fieldState.error ? <FieldError>{fieldState.error.message ?? 'A tool is not named rightly'}</FieldError> : null}
    </div>
  )
}

function ServerTools({ server, chosen, onToggle }: Readonly<{ server: Server; chosen: readonly Grant[]; onToggle: (grant: Grant, on: boolean) => void }>) {
  if (server.tools.length === 0) return null
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">
        <bdi>{server.title}</bdi> <span className="font-mono text-xs font-normal text-ink-3">{server.slug}</span>
      </legend>
      <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
        {server.tools.map((tool) => {
          const grant = { mcp_server: server.slug, tool_id: tool.name }
          return (
            <Checkbox
              key={tool.name}
              checked={chosen.some((each) => same(each, grant))}
              onChange={(event) => onToggle(grant, event.target.checked)}
              label={<code className="break-all font-mono text-xs">{tool.name}</code>}
              hint={
                tool.description ? (
                  <span className="line-clamp-2">
                    <bdi>{tool.description}</bdi>
                  </span>
                ) : undefined
              }
            />
          )
        })}
      </div>
    </fieldset>
  )
}

/** For a server whose tools the gateway has not read yet. */
function AddByName({ servers, onAdd }: Readonly<{ servers: readonly Server[]; onAdd: (grant: Grant) => void }>) {
  const [server, setServer] = useState(servers[0]?.slug ?? '')
  const [tool, setTool] = useState('')
  const fits = TOOL_NAME.test(tool)

  function add() {
    if (!fits) return
    onAdd({ mcp_server: server, tool_id: tool })
    setTool('')
  }

  return (
    <details open={servers.every((each) => each.tools.length === 0) || undefined}>
      <summary className="text-sm text-ink-2 hover:text-ink">Add a tool by its name</summary>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <span className="w-44">
          <Select aria-label="Server" value={server} onChange={(event) => setServer(event.target.value)}>
            {servers.map(({ slug }) => (
              <option key={slug}>{slug}</option>
            ))}
          </Select>
        </span>
        <span className="min-w-0 grow basis-40 sm:max-w-64">
          <Input
            aria-label="Tool"
            mono
            value={tool}
            maxLength={128}
            onChange={(event) => setTool(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              add()
            }}
          />
        </span>
        <Button onClick={add} disabled={!fits}>
          <Plus aria-hidden="true" />
          Add
        </Button>
      </div>
    </details>
  )
}
