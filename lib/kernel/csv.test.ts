import { describe, expect, it } from 'vitest'
import { csvLine } from './csv'

describe('a line of CSV', () => {
  it('quotes what would break the line', () => {
    expect(csvLine(['a,b', 'say "no"', 'two\nlines', 3, null])).toBe('"a,b","say ""no""","two\nlines",3,\r\n')
  })

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('keeps %j from being computed', (value) => {
    expect(csvLine([value]).replace(/^"/, '')[0]).toBe("'")
  })
})
