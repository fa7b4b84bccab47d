import { z } from 'zod'
import { proseField } from '@/lib/kernel/fields'
import { SlugField } from '../registry/contract'
import { isWide, type Grain } from './target'

/** What an order does to what it covers. Tokens from before it are dead in every mode. */
export const MODES = ['suspend', 'strip', 'quarantine', 'kill'] as const
export type Mode = (typeof MODES)[number]

/** A run, a tool or a server has no privileges of its own to keep some of; and only what has one name is killed. */
export const MODES_OF = {
  run: ['suspend'],
  agent: ['suspend', 'strip', 'quarantine', 'kill'],
  sub_tree: ['suspend', 'strip', 'quarantine', 'kill'],
  owner: ['suspend', 'strip', 'quarantine'],
  tool: ['suspend'],
  tool_server: ['suspend'],
  platform: ['suspend', 'strip', 'quarantine'],
  tenant: ['suspend', 'strip', 'quarantine'],
} as const satisfies Record<Grain, readonly Mode[]>

export const ReasonField = proseField(3, 500)
const ScopeField = z.string().regex(/^mcp:[a-z0-9-]{1,40}:[A-Za-z0-9_.-]{1,128}$/, 'not a scope mcp:<server>:<tool>')
const SCOPES_MAX = 500

export const TermsShape = {
  mode: z.enum(MODES).default('suspend'),
  /** `strip`: what is left. Left out: every tool that its server marks as one that only reads, as of the order. */
  scopes: z.array(ScopeField).max(SCOPES_MAX).optional(),
  /** `quarantine`: slug of the tool server that may still be called, the investigator's. */
  endpoint: SlugField.optional(),
  /** When it ends by itself. Left out: when somebody lifts it. */
  until: z.iso.datetime({ offset: true }).optional(),
  reason: ReasonField.optional(),
  /** The target's name as a person typed it, where the order is wide or cannot be undone. */
  name: z.string().max(200).optional(),
  /** Digest of the preview that was read: another world by now is shown, and not acted on. */
  snapshot: z.string().max(100).optional(),
}
type Asked = z.output<z.ZodObject<typeof TermsShape>> & { grain: Grain }

export function needsItsTerms(asked: Asked, context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void }): void {
  const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  const { grain, mode } = asked
  if (!(MODES_OF[grain] as readonly Mode[]).includes(mode)) problem('mode', `${mode} is none for the grain ${grain}: ${MODES_OF[grain].join(', ')}`)
  if (mode !== 'strip' && asked.scopes) problem('scopes', 'are for the mode strip')
  if ((mode === 'quarantine') !== (asked.endpoint !== undefined)) problem('endpoint', mode === 'quarantine' ? 'is needed: who may it still talk to?' : 'is for the mode quarantine')
  if (mode === 'kill' && asked.until) problem('until', 'what is killed stays so')
  if (isWide(grain) || mode === 'kill') {
    if (!asked.reason) problem('reason', mode === 'kill' ? 'is needed: this cannot be undone' : 'is needed: this stops many at once')
    if (!asked.name) problem('name', 'type the name of what is stopped')
  }
}
