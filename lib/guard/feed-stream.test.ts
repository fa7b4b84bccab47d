import { describe, expect, it } from 'vitest'
import { eventReader, type ServerSentEvent } from './feed-stream'

const read = (...parts: string[]) => {
  const events: ServerSentEvent[] = []
  const take = eventReader((event) => events.push(event))
  for (const part of parts) take(part)
  return events
}

describe('server-sent events', () => {
  it('come out whole, however they were cut on the way', () => {
    const text = ': beat\n\nretry: 250\nevent: epoch\nid: 1\ndata: a.b.c\n\nevent: epoch\ndata: d\n\n'
    const expected = [{ event: 'epoch', data: 'a.b.c', id: '1' }, { event: 'epoch', data: 'd', id: '1' }]
    expect(read(text)).toEqual(expected)
    expect(read(...text)).toEqual(expected)
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(expected)
  })

  it('are refused when one is too large, and not for what came before it', () => {
    const take = eventReader(() => undefined, 30)
    for (let n = 0; n < 10; n += 1) expect(take('data: 0123456789\n\n')).toBe(true)
    expect([take('data: 0123456789'), take('0123456789'), take('0123456789')]).toEqual([true, true, false])
  })

  it('without an end are not events yet', () => {
    expect(read('event: epoch\ndata: a')).toEqual([])
  })
})
