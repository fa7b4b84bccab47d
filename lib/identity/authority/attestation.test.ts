import { describe, expect, it } from 'vitest'
import { mismatchOf, type Attestation, type Presented } from './attestation'

const says = (over: Partial<Attestation> = {}): Attestation => ({ code: 'c', config: null, onMismatch: null, ...over })
const detail = (attestation: Attestation | null, presented?: Presented) => mismatchOf({ attestation }, presented ? { presented } : {})?.detail ?? null

describe('what a run presents', () => {
  it.each([
    ['is compared with nothing where nothing was approved', null, { code: 'x', config: 'y' }, null],
    ['is fine where it is what was approved', says({ onMismatch: 'refuse' }), { code: 'c', config: 'whatever' }, null],
    ['differs where its code is another', says(), { code: 'x', config: null }, 'the code is not the approved one'],
    ['differs where its configuration is another', says({ config: 'k' }), { code: 'c', config: 'x' }, 'the configuration is not the approved one'],
    ['may be nothing, without a policy', says(), undefined, null],
    ['may not be nothing, with one', says({ onMismatch: 'record' }), undefined, 'the code is not presented'],
    ['may leave nothing out, with one', says({ config: 'k', onMismatch: 'refuse' }), { code: 'x', config: null }, 'the code is not the approved one, and the configuration is not presented'],
  ] as const)('%s', (_what, attestation, presented, expected) => expect(detail(attestation, presented)).toBe(expected))
})
