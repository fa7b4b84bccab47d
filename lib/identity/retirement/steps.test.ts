import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StepKind } from './contract'
import { again, againMs, begun, ended, HELD_MS, isSettled, nextStep, TRIES_MAX, type Step } from './steps'

const stepsOf = (...kinds: StepKind[]): Step[] => kinds.map((kind, n) => ({ position: n + 1, kind, state: 'waiting', attempts: 0, tries: 0, nextAt: 0 }))
const ALL = stepsOf('stop', 'revoke', 'deprovision', 'transfer', 'prove', 'archive')
const put = (steps: readonly Step[], step: Step): Step[] => steps.map((one) => (one.position === step.position ? step : one))

/** The world that steps act on: what each has done, and how often it had an effect. */
type World = { steps: Step[]; done: Set<number>; effects: Map<number, number>; now: number }
const begin = (): World => ({ steps: ALL, done: new Set(), effects: new Map(), now: 0 })
/** As every step does: what is done already is not done again. */
function act(world: World, { position }: Step): void {
  if (world.done.has(position)) return
  world.done.add(position)
  world.effects.set(position, (world.effects.get(position) ?? 0) + 1)
}
/** Where a process dies: before it has done anything, after it has done it, or not at all. */
type Crash = 'taken' | 'done' | null

/** One look of one process; false: there is nothing to do by itself any more. */
function look(world: World, crash: Crash, proves: (kind: StepKind, attempt: number) => boolean): boolean {
  if (isSettled(world.steps)) return false
  const step = nextStep(world.steps, world.now)
  if (!step) {
    world.now = Math.max(world.now + 1, ...world.steps.filter(({ state }) => state === 'waiting').slice(0, 1).map(({ nextAt }) => nextAt))
    return true
  }
  const taken = begun(step, world.now)
  world.steps = put(world.steps, taken)
  if (crash === 'taken') return true
  act(world, taken)
  if (crash === 'done') return true
  const after = ended(taken, taken.attempts, { proven: proves(taken.kind, taken.attempts) }, world.now)
  if (after) world.steps = put(world.steps, after)
  return true
}

const LOOKS_MAX = 20_000
function carryOut(crashes: readonly Crash[], proves: (kind: StepKind, attempt: number) => boolean): World {
  const world = begin()
  for (let n = 0; n < LOOKS_MAX; n++) if (!look(world, crashes[n] ?? null, proves)) return world
  throw new Error('it does not end')
}

describe('the steps of a retirement', () => {
  it('come to the same end from any point at which a process died, and none has its effect twice', () => {
    const crash = fc.constantFrom<Crash>('taken', 'done', null)
    fc.assert(
      fc.property(fc.array(crash, { maxLength: 5 }), (crashes) => {
        const world = carryOut(crashes, () => true)
        expect(world.steps.map(({ state }) => state)).toEqual(ALL.map(() => 'proven'))
        expect([...world.effects.values()]).toEqual(ALL.map(() => 1))
        expect([...world.effects.keys()]).toEqual([1, 2, 3, 4, 5, 6])
      }),
    )
  })

  it('are archived only when all before are proven, whichever cannot be', () => {
    fc.assert(
      fc.property(fc.subarray(['stop', 'revoke', 'deprovision', 'transfer', 'prove'] as const), fc.array(fc.constantFrom<Crash>('taken', 'done', null), { maxLength: 5 }), (unprovable, crashes) => {
        const world = carryOut(crashes, (kind) => !(unprovable as readonly StepKind[]).includes(kind))
        const stateOf = (kind: StepKind) => world.steps.find((step) => step.kind === kind)?.state
        for (const { kind } of ALL) {
          if (kind === 'archive') expect(stateOf(kind)).toBe(unprovable.length === 0 ? 'proven' : 'waiting')
          else expect(stateOf(kind)).toBe((unprovable as readonly StepKind[]).includes(kind) ? 'open' : 'proven')
        }
      }),
    )
  })

  it('are tried a bounded number of times, further apart each time, and then stay open', () => {
    const world = carryOut([], (kind) => kind !== 'prove')
    expect(world.steps.find(({ kind }) => kind === 'prove')).toMatchObject({ state: 'open', attempts: TRIES_MAX })
    const waits = Array.from({ length: TRIES_MAX - 1 }, (_, n) => againMs(n + 1))
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(Math.max(...waits)).toBe(600_000)
  })

  it('are taken up by one process, and by another only when that one is lost', () => {
    const [first] = ALL as [Step, ...Step[]]
    const steps = put(ALL, begun(first, 0))
    expect(nextStep(steps, HELD_MS - 1)).toBeNull()
    expect(nextStep(steps, HELD_MS)).toMatchObject({ position: 1, attempts: 1 })
  })

  it('do not hear an attempt that was given up as lost', () => {
    const [first] = ALL as [Step, ...Step[]]
    const lost = begun(first, 0)
    const taken = begun(lost, HELD_MS)
    expect(ended(taken, lost.attempts, { proven: true }, HELD_MS)).toBeNull()
    expect(ended({ ...taken, state: 'proven' }, taken.attempts, { proven: false }, HELD_MS)).toBeNull()
  })

  it('are asked for again when they are open or wait, and neither when proven nor while one is under way', () => {
    const [first] = ALL as [Step, ...Step[]]
    const taken = begun(first, 0)
    expect(again(taken, 1)).toBeNull()
    expect(again({ ...taken, state: 'proven' }, 1)).toBeNull()
    expect(again({ ...taken, state: 'open' }, 1)).toMatchObject({ state: 'waiting', tries: 0, attempts: 1, nextAt: 1 })
    expect(again({ ...taken, nextAt: againMs(1) }, 1)).toMatchObject({ state: 'waiting', nextAt: 1 })
    const open = carryOut([], (kind) => kind !== 'deprovision')
    const asked = open.steps.map((step) => (step.state === 'open' ? (again(step, open.now) as Step) : step))
    const world = { ...open, steps: asked }
    for (let n = 0; look(world, null, () => true); n++) if (n > LOOKS_MAX) throw new Error('it does not end')
    expect(world.steps.every(({ state }) => state === 'proven')).toBe(true)
  })
})
