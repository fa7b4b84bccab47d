import { expect, it } from 'vitest'
import { operandsLast } from './operands'

const RUN = '-9kpjNN0Wgf57HVYuiQZi6QABqD-QZYRf9YiTmeipxc'

it('a run whose thumbprint begins with a hyphen is no option', () => {
  expect(operandsLast(['halt', 'run', 'a-bot', RUN, '--json'])).toEqual(['halt', 'run', 'a-bot', '--json', '--', RUN])
  expect(operandsLast(['export', '--run', RUN])).toEqual(['export', '--run', RUN])
  expect(operandsLast(['halt', 'run', 'a-bot', '--', RUN])).toEqual(['halt', 'run', 'a-bot', '--', RUN])
  expect(operandsLast(['halt', 'agent', 'a-bot', '--json'])).toEqual(['halt', 'agent', 'a-bot', '--json'])
})
