import { describe, expect, it } from 'vitest'
import { frayedEnd, looseStrands, ribbon } from './ribbon'

const numbers = (path: string) => path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []

describe('the cord drawn as an area', () => {
  const straight = ribbon({ x: 100, y: 0 }, { x: 100, y: 120 }, 10, 4)

  it('begins and ends where it is tied, as wide as what is held there', () => {
    expect(straight.at(0)).toEqual({ x: 100, y: 0 })
    expect(straight.at(1)).toEqual({ x: 100, y: 120 })
    expect(straight.width(0)).toBe(10)
    expect(straight.width(1)).toBe(4)
    const xs = numbers(straight.outline(0, 1)).filter((_, index) => index % 2 === 0)
    expect(Math.min(...xs)).toBe(95)
    expect(Math.max(...xs)).toBe(105)
  })
  it('never widens on the way down when authority narrows', () => {
    const widths = Array.from({ length: 101 }, (_, i) => straight.width(i / 100))
    for (let i = 1; i < widths.length; i += 1) expect(widths[i]).toBeLessThanOrEqual(widths[i - 1] ?? 0)
  })
  it('shows its weave only where it is thick enough', () => {
    expect(straight.twists(0, 1)).not.toBe('')
    expect(ribbon({ x: 0, y: 0 }, { x: 0, y: 100 }, 3, 2).twists(0, 1)).toBe('')
  })
  it('draws numbers only, even between two ends in one place', () => {
    const knot = ribbon({ x: 5, y: 5 }, { x: 5, y: 5 }, 4, 4)
    for (const path of [knot.outline(0, 1), knot.twists(0, 1), frayedEnd(knot, 0.5, 1)]) expect(path).not.toMatch(/NaN|Infinity/)
  })
  it('lets a strand go for each dropped scope, and not more than five', () => {
    expect([0, 1, 3, 40].map((dropped) => looseStrands(straight, dropped).length)).toEqual([0, 1, 3, 5])
  })
})
