import type { Chain, ChainEdge } from '@/components/identity/chain-types'

/** Examples for the style guide alone. Times are fixed, so that its pictures are alike from run to run. */
const at = (clock: string) => `2026-01-14T${clock}.000Z`
const scope = (tool: string) => `mcp:erp:${tool}`
const ALL = ['read_invoice', 'list_invoices', 'post_payment', 'cancel_payment', 'read_vendor', 'update_vendor', 'read_ledger', 'export_ledger'].map(scope)
const SOME = ['read_invoice', 'list_invoices', 'read_vendor'].map(scope)
const ONE = ['read_invoice'].map(scope)
const without = (held: string[], kept: string[]) => held.filter((each) => !kept.includes(each))

function hop(from: string, to: string, scopesIn: string[], scopesOut: string[], more: Partial<ChainEdge> = {}): ChainEdge {
  return { id: `${from}-${to}`, from, to, scopesIn, scopesOut, dropped: without(scopesIn, scopesOut), purpose: 'FIN-212', issuedAt: at('14:00:00'), expiresAt: at('14:05:00'), ...more }
}

const ito = { id: 'ito', kind: 'person', name: 'M. Ito', detail: 'finance', href: '#person' } as const
const planner = { id: 'planner', kind: 'agent', name: 'close-planner', status: 'active', detail: 'v4', href: '#planner' } as const
const bot = { id: 'bot', kind: 'agent', name: 'inv-bot', status: 'active', detail: 'v7, run 81c', href: '#bot' } as const
const tool = { id: 'tool', kind: 'tool', name: 'read_invoice', detail: 'erp' } as const

export const wholeChain: Chain = {
  nodes: [ito, planner, bot, tool],
  edges: [hop('ito', 'planner', ALL, ALL, { expiresAt: at('22:00:00') }), hop('planner', 'bot', ALL, SOME), hop('bot', 'tool', SOME, ONE)],
}

const cut = { at: at('14:03:20'), reason: 'suspended by K. Rao' }
export const cutChain: Chain = {
  nodes: [ito, planner, { ...bot, status: 'suspended' }, tool],
  edges: [hop('ito', 'planner', ALL, ALL, { expiresAt: at('22:00:00') }), hop('planner', 'bot', ALL, SOME, { ended: cut }), hop('bot', 'tool', SOME, ONE)],
}

export const cutAtRoot: Chain = {
  nodes: [ito, { ...planner, status: 'quarantined' }, bot],
  edges: [hop('ito', 'planner', ALL, ALL, { ended: { at: at('09:12:44'), reason: 'mandate withdrawn' } }), hop('planner', 'bot', ALL, SOME)],
}

export const standingChain: Chain = {
  autonomous: true,
  nodes: [{ ...ito, name: 'A. Okafor' }, { ...bot, name: 'nightly-reconciler', status: 'unknown' }, { ...tool, name: 'list_invoices' }],
  edges: [hop('ito', 'bot', SOME, SOME, { expiresAt: at('20:00:00') }), hop('bot', 'tool', SOME, ONE)],
}

export const unnarrowedChain: Chain = {
  nodes: [ito, planner],
  edges: [hop('ito', 'planner', ONE, ONE)],
}

export const longChain: Chain = {
  truncated: true,
  nodes: [{ ...ito, name: 'Maximiliane von Hohenlohe-Langenburg' }, { ...planner, name: 'quarterly-close-orchestrator-emea' }, { ...bot, name: 'invoice-matching-worker-17' }, tool],
  edges: wholeChain.edges,
}

export const treeChain: Chain = {
  nodes: [
    ito,
    planner,
    bot,
    { id: 'vendor', kind: 'agent', name: 'vendor-check', status: 'suspended', detail: 'v2' },
    { id: 'mail', kind: 'agent', name: 'mail-draft', status: 'draft', detail: 'v1' },
    tool,
    { id: 'update', kind: 'tool', name: 'update_vendor', detail: 'erp' },
  ],
  edges: [
    hop('ito', 'planner', ALL, ALL, { expiresAt: at('22:00:00') }),
    hop('planner', 'bot', ALL, SOME),
    hop('planner', 'vendor', ALL, ['read_vendor', 'update_vendor'].map(scope), { ended: cut }),
    hop('planner', 'mail', ALL, ONE),
    hop('bot', 'tool', SOME, ONE),
    hop('vendor', 'update', ['read_vendor', 'update_vendor'].map(scope), ['update_vendor'].map(scope)),
  ],
}
