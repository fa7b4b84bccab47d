import { describe, expect, it } from 'vitest'
import { csvLine } from '@/lib/kernel/csv'
import { agentLines } from './agent-lines'

const linesOf = (text: string) => agentLines(text)?.lines.map(({ line, values }) => [line, values['name'], values['purpose']])

describe('agents in a CSV file', () => {
  it('are read by the names of the columns, whatever parts them, with the numbers of their lines', () => {
    for (const separator of [',', ';', '\t']) {
      const text = [['Name', 'Purpose', 'id'], ['one', '"two\nlines"', 'x'], [''], ['three', '"says ""yes"""', 'y']].map((line) => line.join(separator)).join('\r\n')
      expect(linesOf(`\uFEFF${text}`)).toEqual([[3, 'one', 'two\nlines'], [5, 'three', 'says "yes"']])
      expect(agentLines(text)).toMatchObject({ problems: [], ignored: ['id'] })
    }
  })

  it('cost themselves alone where one is bad', () => {
    const found = agentLines(['name,purpose', 'one,a', 'two,b,c', 'three,"b"x', 'one,again', `four,${'x'.repeat(2_001)}`, 'five,e'].join('\n'))
    expect(found?.lines.map(({ values }) => values['name'])).toEqual(['one', 'three', 'five'])
    expect(found?.problems).toEqual([
      { line: 3, problem: 'has 3 values for 2 columns' },
      { line: 5, problem: 'one is on line 2 already' },
      { line: 6, problem: 'purpose is longer than 2000 characters' },
    ])
  })

  it('end, said so, at a quote that is never closed', () => {
    const found = agentLines('name,purpose\none,a\ntwo,"b\nthree,c\n')
    expect(found?.lines.map(({ values }) => values['name'])).toEqual(['one'])
    expect(found?.problems).toMatchObject([{ problem: /a quote before it is never closed/ }])
  })

  it('come back from the file that is given out here', () => {
    expect(linesOf(`${csvLine(['name', 'purpose'])}${csvLine(['one', '=1+1, "so"'])}`)).toEqual([[2, 'one', '=1+1, "so"']])
  })

  it('are none in what is no such file', () => {
    for (const text of ['', 'hello', '{"name":"x"}', 'id,owner\n1,2']) expect(agentLines(text)).toBeNull()
  })
})
