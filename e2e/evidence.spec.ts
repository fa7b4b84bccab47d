import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type Download, type Page } from '@playwright/test'
import { consoleOf, DESK, keepScreenshot, open, PHONE } from './console'
import { isInOrder, looksRight } from './look'
import { administrator } from './people'
import { stack } from './stack'
import { test } from './story'
import { own } from './telling'

/** Saves what a press of `button` downloads; where it is. */
async function saved(page: Page, press: () => Promise<void>, info: { outputPath: (name: string) => string }): Promise<string> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), press()])
  const path = info.outputPath(download.suggestedFilename())
  await download.saveAs(path)
  return path
}

for (const [look, viewport, colorScheme] of [
  ['desk, light', DESK, 'light'],
  ['phone, dark', PHONE, 'dark'],
] as const) {
  test(`the record leaves with its manifest, and is verified where it came from (${look})`, async ({ browser }, info) => {
    test.setTimeout(120_000)
    const page = await consoleOf(browser, await administrator(), viewport, '/ledger')
    await page.emulateMedia({ colorScheme })
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Export the record' })
    await expect(dialog).toContainText('Everything that is recorded')
    await isInOrder(page, 'the dialog')
    await keepScreenshot(page, `export-choose-${colorScheme}`)
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(dialog.getByRole('status')).toContainText('ready', { timeout: 30_000 })
    await isInOrder(page, 'the export')
    await keepScreenshot(page, `export-done-${colorScheme}`)
    const file = await saved(page, () => dialog.getByRole('button', { name: 'Save ledger.jsonl' }).click(), info)
    const manifest = await saved(page, () => dialog.getByRole('button', { name: 'Save its manifest' }).click(), info)
    expect(manifest.endsWith('ledger.jsonl.manifest.json')).toBe(true)
    await page.keyboard.press('Escape')

    const input = page.getByLabel(/Drop an export|And what belongs to it/)
    await input.setInputFiles([file, manifest])
    await expect(page.getByRole('alert').filter({ hasText: 'Intact: ledger.jsonl' })).toContainText('begins with it', { timeout: 30_000 })
    await isInOrder(page, 'intact')
    await keepScreenshot(page, `verify-intact-${colorScheme}`)

    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, lines.toSpliced(2, 1, (lines[2] as string).replace('"result":"', '"result":"not ')).join('\n'))
    await input.setInputFiles([file])
    await expect(page.getByText('ledger.jsonl is here; add')).toBeVisible()
    await input.setInputFiles([manifest])
    await expect(page.getByRole('alert').filter({ hasText: 'Tampered: ledger.jsonl' })).toContainText('Line 3 (position 2) was changed', { timeout: 30_000 })
    await isInOrder(page, 'tampered')
    await keepScreenshot(page, `verify-tampered-${colorScheme}`)

    await page.getByRole('list', { name: /Entries, newest first/ }).getByRole('link').first().click()
    await expect(page.getByRole('heading', { level: 1, name: /Entry/ })).toBeVisible()
    await expect(async () => {
      await page.reload()
      await expect(page.getByRole('link', { name: 'Download the proof' })).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await isInOrder(page, 'an entry')
    const proof = await saved(page, () => page.getByRole('link', { name: 'Download the proof' }).click(), info)
    const entry = await saved(page, () => page.getByRole('link', { name: 'Download the entry' }).click(), info)
    await open(page, '/ledger')
    await page.getByLabel(/Drop an export/).setInputFiles([entry, proof])
    await expect(page.getByRole('alert').filter({ hasText: 'Intact: entry-' })).toContainText('The entry at position', { timeout: 30_000 })
  })
}

const LOG = `${own('trail')}.jsonl`

test('an export from Delegations is of what its list shows, and nothing is sent from elsewhere', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator(), DESK, '/delegations?result=denied')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Export the record' })).toContainText('What the list shows: calls, tokens and halts, result denied.')
  for (const path of ['/ledger/export', '/ledger/verify', '/ledger/imports/read']) {
    const status = (headers: Record<string, string>) => page.request.post(path, { data: '{}', headers }).then((answer) => answer.status())
    expect(await status({})).toBe(403)
    expect(await status({ origin: 'http://evil.example' })).toBe(403)
    const origin = new URL(page.url()).origin
    expect(await status({ origin, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect((await fetch(`${stack.consoleUrl}${path}`, { method: 'POST', body: '{"format":"jsonl"}', headers: { origin } })).status, `${path} without a session`).toBe(401)
  }

  await test.step('a log of another system comes into the ledger, and its session is joined to whoever it was given to', async () => {
    const session = `ASIA${own('E2EE2EE2EE2EE2', '').toUpperCase()}`
    const trail = (id: string, eventName: string, userIdentity: object, rest: object = {}) => ({ eventID: id, eventTime: '2026-05-01T10:00:00Z', eventSource: eventName === 'AssumeRole' ? 'sts.amazonaws.com' : 's3.amazonaws.com', eventName, awsRegion: 'eu-west-1', userIdentity, ...rest })
    const given = trail(own('e2e-1'), 'AssumeRole', { type: 'IAMUser', arn: 'arn:aws:iam::1:user/grace', userName: 'grace' }, { responseElements: { credentials: { accessKeyId: session } } })
    const used = trail(own('e2e-2'), 'PutObject', { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/writer/run', accessKeyId: session, sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::1:role/writer' } } }, { eventTime: '2026-05-01T10:01:00Z', requestParameters: { bucketName: 'books', key: own('<b>page</b>') } })
    await open(page, '/ledger/imports')
    await page.getByLabel(/Drop audit logs/).setInputFiles({ name: LOG, mimeType: 'application/json', buffer: Buffer.from([JSON.stringify(given), '{"cut', JSON.stringify(used)].join('\n')) })
    await expect(page.getByText('2 added, 0 there already, 1 could not be read.').first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('line 2: is not JSON').first()).toBeVisible()
    await expect(page.getByRole('cell', { name: LOG })).toBeVisible({ timeout: 60_000 })
    await looksRight(page, 'imported-logs')
    await page.getByRole('link', { name: 'See them in the ledger' }).click()
    const entries = page.getByRole('list', { name: 'Entries, newest first' })
    const entry = entries.getByRole('listitem').filter({ hasText: `grace in the role writer/run did s3:PutObject on s3://books/${own('<b>page</b>')}, says AWS CloudTrail` })
    await expect(entry).toBeVisible({ timeout: 60_000 })
    await entry.getByRole('link').first().click()
    await expect(page.getByRole('list', { name: 'Chain, as AWS CloudTrail tells it' })).toContainText('grace', { timeout: 60_000 })
    await expect(page.getByRole('link', { name: 'Where its session was given out' })).toBeVisible()
    await looksRight(page, 'imported-entry')
  })

  await test.step('an id is searched for as words are: of an event, of a run; and what is no id is words', async () => {
    await open(page, '/delegations?source=imported')
    const id = (await page.locator('a[data-event]').first().getAttribute('data-event')) ?? ''
    const search = async (text: string) => {
      await page.getByPlaceholder('Names, purposes, words, an id').fill(text)
      await page.keyboard.press('Enter')
    }
    await search(id)
    await expect(page).toHaveURL(new RegExp(`[?&]event=${id}`), { timeout: 60_000 })
    await open(page, '/delegations')
    await search('A'.repeat(43))
    await expect(page).toHaveURL(/[?&]run=A{43}/, { timeout: 60_000 })
    await expect(page.getByText('Nothing recorded matches these filters')).toBeVisible({ timeout: 60_000 })
    await search('01900000-0000-7000-8000-00000000dead')
    await expect(page).toHaveURL(/[?&]text=01900000/, { timeout: 60_000 })
  })
})
