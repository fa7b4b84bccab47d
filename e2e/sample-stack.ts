import { startStack, type Stack } from '@/lib/testing/stack'
import { ROOT_TOKEN } from './stack'
import { test as story } from './story'

/** A product of its own with the sample company, for all stories about it: the others have none, and the last of these erases it. */
export const test = story.extend<object, { sampled: Stack }>({
  sampled: [
    async ({ browserName: _any }, use) => {
      const stack = await startStack({ sample: true, environment: { LANYARD_ROOT_TOKEN: ROOT_TOKEN } })
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 400_000 },
  ],
})
