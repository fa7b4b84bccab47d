import type { StepKind, SystemKind } from '../contract'

export type Planned = { position: number; kind: StepKind; title: string; about: string; targetId: string | null }

const ABOUT = {
  stop: 'Every enforcement point confirms that it refuses it, or holds no lease and refuses everything.',
  revoke: 'Its keys, mandates, tokens, grants, drafts and offers end for good.',
  deprovision: 'What it has there ends, and the system is asked whether it is gone; one that is called confirms the signed call.',
  transfer: 'What its successor may take over is put to whoever answers for it: drafts of documents, and offers of standing mandates. What nobody can take over ends, and is named.',
  prove: 'Its token is tried at every enforcement point, and a key of its own at the token endpoint: nothing may answer.',
  archive: 'Its page and its record stay, to be read. Its name is not used again.',
} as const satisfies Record<StepKind, string>
export const aboutOf = (kind: StepKind): string => ABOUT[kind]

/** A hook is told by a signed call. */
export type ToldSystem = { id: string; name: string; kind: SystemKind | 'hook' }
const TITLE = {
  hook: (name: string) => `Deprovision ${name}`,
  scim: (name: string) => `End its account in ${name}`,
  oauth: (name: string) => `Revoke its tokens at ${name}`,
  secret_store: (name: string) => `Delete its secret in ${name}`,
} as const satisfies Record<ToldSystem['kind'], (name: string) => string>

/** What hangs on an agent that another could take over, or that ends with it. */
export type Hung = Readonly<{ documents: number; receivers: number; mandates: number; tasks: number }>
const count = (of: number, one: string, many: string): string[] => (of === 0 ? [] : [of === 1 ? `one ${one}` : `${of} ${many}`])
const hungInWords = ({ documents, receivers, mandates, tasks }: Hung): string[] => [...count(documents, 'document that names it', 'documents that name it'), ...count(receivers, 'agent that it delegates to', 'agents that it delegates to'), ...count(mandates, 'mandate', 'mandates'), ...count(tasks, 'running task', 'running tasks')]

/** The steps that this agent needs: a system that is not connected has none, and where nothing hangs on it nothing is passed on. */
export function planOf({ systems, hung }: { systems: readonly ToldSystem[]; hung: Hung }): Planned[] {
  const passed = hungInWords(hung)
  const steps: { kind: StepKind; title: string; targetId?: string }[] = [
    { kind: 'stop', title: 'Stop it everywhere' },
    { kind: 'revoke', title: 'Revoke what it holds' },
    ...systems.map(({ id, name, kind }) => ({ kind: 'deprovision' as const, title: TITLE[kind](name), targetId: id })),
    ...(passed.length > 0 ? [{ kind: 'transfer' as const, title: `Pass on or end ${passed.join(', ')}` }] : []),
    { kind: 'prove', title: 'Prove that nothing answers' },
    { kind: 'archive', title: 'Archive' },
  ]
  return steps.map(({ kind, title, targetId = null }, n) => ({ position: n + 1, kind, title, targetId, about: ABOUT[kind] }))
}
