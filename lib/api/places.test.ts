import { expect, it } from 'vitest'
import { places } from './places'

it('gives so many places and no more, and each back once', () => {
  const two = places(2)
  const [first, second] = [two.take(), two.take()]
  expect([typeof first, typeof second, two.take()]).toEqual(['function', 'function', null])
  first?.()
  first?.()
  expect(typeof two.take()).toBe('function')
  expect(two.take()).toBeNull()
})
