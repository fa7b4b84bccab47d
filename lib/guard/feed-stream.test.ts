import { describe, expect, it } from 'vitest'
import { eventReader } from './feed-stream'

const read = (...parts: string[]) => {
  const events: { event: string; data: string }[] = []
  const take = eventReader((event) => events.push(event))
  for (const part of parts) take(part)
  return events
}

describe('server-sent events', () => {
  it('come out whole, however they were cut on the way', () => {
    const text = ': beat\n\nretry: 250\nevent: epoch\nid: 1\ndata: a.b.c\n\nevent: epoch\ndata: d\n\n'
    const expected = [{ event: 'epoch', data: 'a.b.c' }, { event: 'epoch', data: 'd' }]
    expect(read(text)).toEqual(expected)
    expect(read(...text)).toEqual(expected)
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(expected)
  })

  it('without an end are not events yet', () => {
    expect(read('event: epoch\ndata: a')).toEqual([])
  })
})
