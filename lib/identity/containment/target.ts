import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { PlatformField, SlugField, ToolNameField } from '../registry/contract'

/** What an order may be over, from the narrowest to the widest. */
export const GRAINS = ['run', 'agent', 'sub_tree', 'owner', 'tool', 'tool_server', 'platform', 'tenant'] as const
export type Grain = (typeof GRAINS)[number]

/** Many people's agents at once: a second administrator confirms these. */
export const WIDE_GRAINS = ['owner', 'platform', 'tenant'] as const satisfies readonly Grain[]
export const isWide = (grain: Grain): boolean => (WIDE_GRAINS as readonly Grain[]).includes(grain)

/** A run is one DPoP key of one agent, named by the key's RFC 7638 thumbprint. */
const RunIdField = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'not a run: the thumbprint of its key')

/** Flat, so that a query, a form and a command line can each say it. */
export const TargetShape = {
  grain: z.enum(GRAINS).default('sub_tree'),
  agentId: idField<'agent'>().optional(),
  runId: RunIdField.optional(),
  ownerId: idField<'person'>().optional(),
  server: SlugField.optional(),
  tool: ToolNameField.optional(),
  platform: PlatformField.optional(),
}
export type Target = z.output<z.ZodObject<typeof TargetShape>>
type Name = Exclude<keyof Target, 'grain'>

const NEEDS = {
  run: ['agentId', 'runId'],
  agent: ['agentId'],
  sub_tree: ['agentId'],
  owner: ['ownerId'],
  tool: ['server', 'tool'],
  tool_server: ['server'],
  platform: ['platform'],
  tenant: [],
} as const satisfies Record<Grain, readonly Name[]>
const NAMES = ['agentId', 'runId', 'ownerId', 'server', 'tool', 'platform'] as const satisfies readonly Name[]

/** What the grain is named by must be there, and nothing else: an order over more than was meant is refused, not guessed. */
export function needsItsTarget(target: Target, context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void }): void {
  const needed: readonly Name[] = NEEDS[target.grain]
  for (const name of NAMES) {
    if (needed.includes(name) && target[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: `is needed for the grain ${target.grain}` })
    if (!needed.includes(name) && target[name] !== undefined) context.addIssue({ code: 'custom', path: [name], message: `is not part of the grain ${target.grain}` })
  }
}
