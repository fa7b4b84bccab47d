import { describe, expect, it } from 'vitest'
import { Lease } from './lease'

function leaseAt(start = { monotonic: 1_000, wall: 1_000_000 }) {
  const now = { ...start }
  const lease = new Lease({ monotonic: () => now.monotonic, wall: () => now.wall })
  const pass = (ms: number) => ((now.monotonic += ms), (now.wall += ms))
  const answer = (question: ReturnType<Lease['ask']>, over = {}) =>
    lease.grant(question, { iss: 'i', aud: 'p', nonce: question.nonce, iat: 500, age_ms: 0, epochs: { t: 1 }, ...over })
  return { lease, now, pass, answer }
}

describe('a lease', () => {
  it('is not there before it was granted', () => {
    expect(leaseAt().lease.state()).toEqual({ valid: false, detail: 'no lease: none was granted yet' })
  })

  it('is good until three seconds after it was asked for, however late the answer came', () => {
    const { lease, pass, answer } = leaseAt()
    const question = lease.ask()
    pass(2_900)
    answer(question)
    expect(lease.state()).toMatchObject({ valid: true, validForMs: 100 })
    pass(100)
    expect(lease.state().valid).toBe(false)
  })

  it('is shorter by the age of what it says', () => {
    const { lease, pass, answer } = leaseAt()
    answer(lease.ask(), { age_ms: 900 })
    pass(2_100)
    expect(lease.state().valid).toBe(false)
  })

  it('case 23: is over when the machine slept, where the monotonic clock stood still', () => {
    const { lease, now, answer } = leaseAt()
    answer(lease.ask())
    now.wall += 30_000
    expect(lease.state().valid).toBe(false)
  })

  it('case 23: a wall clock set back an hour does not make it longer', () => {
    const { lease, now, pass, answer } = leaseAt()
    answer(lease.ask())
    now.wall -= 3_600_000
    expect(lease.state().valid).toBe(true)
    pass(3_000)
    expect(lease.state().valid).toBe(false)
  })

  it('case 23: the time it tells is the authority’s, also after the wall clock jumped', () => {
    const { lease, now, pass, answer } = leaseAt()
    answer(lease.ask())
    now.wall -= 3_600_000
    pass(1_000)
    expect(lease.state()).toMatchObject({ valid: true, now: 501 })
  })

  it('answers only the question it was given for, and an older answer does not replace a newer one', () => {
    const { lease, pass, answer } = leaseAt()
    const first = lease.ask()
    pass(500)
    const second = lease.ask()
    expect(() => lease.grant(second, { iss: 'i', aud: 'p', nonce: first.nonce, iat: 1, age_ms: 0, epochs: {} })).toThrow('another question')
    answer(second, { epochs: { t: 2 } })
    answer(first, { epochs: { t: 1 } })
    expect(lease.state()).toMatchObject({ epochs: { t: 2 }, validForMs: 3_000 })
  })
})
