import type { SentencePart as Drawn } from '@/components/identity/event-sentence'
import type { EventRow, SentencePart } from '@/lib/identity/ledger/contract'

type Named = Exclude<SentencePart, { text: string }>

const KIND = { person: 'person', agent: 'agent', tool: 'tool', server: 'resource', mandate: 'other', order: 'other', point: 'other', incident: 'other' } as const

/** Where a name in a sentence leads. Nowhere, where there is no page for it. */
export function hrefOf({ kind, id }: Pick<Named, 'kind' | 'id'>): string | undefined {
  switch (kind) {
    case 'agent':
      return `/agents/${encodeURIComponent(id)}`
    case 'person':
      return `/delegations?person=${encodeURIComponent(id)}`
    case 'order':
      return `/containment/${encodeURIComponent(id)}`
    case 'incident':
      return `/containment/incidents/${encodeURIComponent(id)}`
    case 'server':
      return `/delegations?server=${encodeURIComponent(id)}`
    case 'tool': {
      const [, server = '', tool = ''] = id.split(':')
      return server && tool ? `/delegations?server=${encodeURIComponent(server)}&tool=${encodeURIComponent(tool)}` : undefined
    }
    case 'point':
      return '/settings/points'
    case 'mandate':
      return undefined
  }
}

/** The authority's sentence as the console draws it; `linked` false inside what is itself a link. */
export function sentenceParts({ sentence }: Pick<EventRow, 'sentence'>, linked = true): Drawn[] {
  return sentence.map((part) => {
    if ('text' in part) return part
    const href = linked ? hrefOf(part) : undefined
    return { kind: KIND[part.kind], id: part.id, name: part.name, ...(href ? { href } : {}) }
  })
}
