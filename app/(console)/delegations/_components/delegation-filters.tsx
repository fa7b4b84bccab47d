import { FilterBar } from '@/components/ui/filter-bar'
import { hrefWith, one, type RawParams } from '@/lib/console/filters'
import { ENTRY_RESULTS } from '@/lib/identity/ledger/contract'
import type { ToolServerView } from '@/lib/identity/registry/contract'
import { FilterSelect } from '../../_components/filter-select'
import { PersonFilter } from '../../_components/person-filter'
import { SourceFilter, sourceInWords } from '../../_components/source-filter'
import { actionInWords } from './action-words'
import { AgentFilter } from './agent-filter'
import { RESULT_WORD } from './result-words'
import { momentInWords, WINDOWS } from './time-window'

type Props = Readonly<{ raw: RawParams; person: { id: string; name: string } | null; servers: readonly ToolServerView[]; agent: { id: string; name: string } | null }>

const PATH = '/delegations'

/** Every filter is in the URL, and the ones in force stand below in words. */
export function DelegationFilters({ raw, person, servers, agent }: Props) {
  const server = servers.find(({ slug }) => slug === one(raw, 'server'))
  const tools = server ? server.tools.map((tool) => tool.name) : []
  const chosenTool = one(raw, 'tool')
  const shown: Record<string, string | undefined> = {
    person: person?.name,
    agent: agent?.name,
    window: WINDOWS.find(({ value }) => value === one(raw, 'window'))?.label.toLowerCase(),
    show: one(raw, 'show') === 'all' ? 'everything recorded' : undefined,
    since: bound(raw, 'since'),
    until: bound(raw, 'until'),
    run: one(raw, 'run')?.slice(0, 8),
    action: actionInWords(one(raw, 'action') ?? '').toLowerCase(),
    source: sourceInWords(one(raw, 'source')),
  }
  const LABELS = {
    person: 'In the name of', agent: 'Through or below', server: 'Server', tool: 'Tool', action: 'Kind', source: 'Recorded by', result: 'Result', window: 'Time',
    since: 'Since', until: 'Until', delegation: 'Token', run: 'Run', show: 'Shown', text: 'Words',
  } // prettier-ignore
  const chips = Object.entries(LABELS).flatMap(([name, label]) => {
    const value = one(raw, name)
    return value && !(name === 'show' && value === 'calls') ? [{ label, value: shown[name] ?? value, removeHref: hrefWith(PATH, raw, { [name]: null, event: null, at: null, tab: null, hop: null, ...(name === 'server' ? { tool: null } : {}) }) }] : []
  })
  return (
    <FilterBar
      className="pb-3"
      chips={chips}
      clearHref={PATH}
      search={{ name: 'text', defaultValue: one(raw, 'text') ?? '', placeholder: 'Names, purposes, words, an id', hidden: othersOf(raw) }}
    >
      <PersonFilter chosen={person} label="In whose name" any="In anyone’s name" />
      <AgentFilter chosen={agent} />
      <FilterSelect name="server" label="Tool server" any="Any server" options={servers.map(({ slug, title }) => ({ value: slug, label: title }))} />
      {server || chosenTool ? (
        <FilterSelect name="tool" label="Tool" any="Any tool" options={[...new Set([...tools, ...(chosenTool ? [chosenTool] : [])])].map((name) => ({ value: name, label: name }))} />
      ) : null}
      <SourceFilter />
      <FilterSelect name="result" label="Result" any="Any result" options={ENTRY_RESULTS.map((value) => ({ value, label: RESULT_WORD[value] }))} />
      <FilterSelect name="window" label="Time" any="Any time" options={WINDOWS} />
      <FilterSelect name="show" label="What is shown" any="Calls and tokens" options={[{ value: 'all', label: 'Everything recorded' }]} />
    </FilterBar>
  )
}

const bound = (raw: RawParams, name: 'since' | 'until'): string | undefined => {
  const value = one(raw, name)
  return value === undefined ? undefined : momentInWords(value)
}

/** What a search keeps of the URL: the other filters, and neither the page nor the event that stood open. */
function othersOf(raw: RawParams): Record<string, string> {
  const gone = ['text', 'cursor', 'trail', 'event', 'tab', 'at', 'hop']
  return Object.fromEntries(Object.entries(raw).flatMap(([name, value]) => (typeof value === 'string' && value !== '' && !gone.includes(name) ? [[name, value]] : [])))
}
