import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeLock } from './process-lock.mjs'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'lanyard-lock-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const MODULE = JSON.stringify(resolve('scripts/process-lock.mjs'))
const inAnotherProcess = (script: string) => ['--input-type=module', '-e', `import { takeLock } from ${MODULE}; ${script}`]

it('is held by one process, and free when that releases it', () => {
  const file = join(folder, 'one')
  const lock = takeLock(file)
  const other = spawnSync(process.execPath, inAnotherProcess(`console.log(takeLock(${JSON.stringify(file)}).heldBy)`), { encoding: 'utf8' })
  expect(Number(other.stdout)).toBe(process.pid)
  lock.release?.()
  expect(existsSync(file)).toBe(false)
})

it('ends with its process, however that ends', async () => {
  const file = join(folder, 'killed')
  const holder = spawn(process.execPath, inAnotherProcess(`takeLock(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000)`))
  await once(holder.stdout, 'data')
  expect(takeLock(file)).toEqual({ heldBy: holder.pid })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(takeLock(file).release).toBeTypeOf('function')
})

it('is not held by whoever got the same process id later', () => {
  const file = join(folder, 'reused')
  writeFileSync(file, `${process.ppid} 12345 another-boot`)
  expect(takeLock(file).release).toBeTypeOf('function')
})

it('goes to exactly one of many that ask at once', async () => {
  const file = join(folder, 'many')
  writeFileSync(file, '999999 1 gone') // stale, so that they also race to remove it
  const script = inAnotherProcess(`console.log(takeLock(${JSON.stringify(file)}).heldBy ?? 'mine'); setTimeout(() => {}, 3000)`)
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const child = spawn(process.execPath, script)
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      return { line: line.toString().trim(), child }
    }),
  )
  for (const { child } of answers) child.kill('SIGKILL')
  expect(answers.filter(({ line }) => line === 'mine')).toHaveLength(1)
}, 30_000)
