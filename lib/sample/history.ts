import { scopesOf } from './company'
import type { Estate } from './estate'
import { need } from './need'
import { Run } from './run'
import { consent } from './sign-in'

/** What happened before anybody looked: an agent halted and restored, one that stays halted, a mandate taken back, one refused. */
export async function makeHistory(estate: Estate): Promise<void> {
  await scoutHaltedAndRestored(estate)
  await releaserHalted(estate)
  await handbookMandateWithdrawn(estate)
  await plannerRefused(estate)
}

const start = async (estate: Estate, name: string) => Run.start(estate.at, estate.folder, { id: await estate.agentId(name), name })
const orders = async ({ administrator: { api } }: Estate, agentId: string) => (await need(api.containment.list({ agentId }))).items

async function scoutHaltedAndRestored(estate: Estate): Promise<void> {
  const agentId = await estate.agentId('contract-scout')
  let [order] = await orders(estate, agentId)
  if (!order) {
    const run = await start(estate, 'contract-scout')
    const token = run.autonomous('sample-files')
    await run.call('sample-files', token, 'list_directory', { path: '.' })
    for (const path of ['carrier-contract-northlane.md', 'carrier-contract-blue-anchor.md', 'rate-sheet.md']) await run.call('sample-files', token, 'read_text_file', { path })
    const priya = await estate.person('priya')
    await need(priya.api.containment.halt({ agentId, reason: 'It reads rate sheets that nobody asked it for' }))
    await run.call('sample-files', token, 'list_directory', { path: '.' }).catch(() => undefined) // refused now, which is what the record shows
    await run.rest()
    ;[order] = await orders(estate, agentId)
  }
  if (!order || order.lifted) return
  // Not insisted on: whoever looks around may have come first, or have had an incident opened that holds it.
  const amara = await estate.person('amara')
  await amara.api.containment.restore({ orderId: order.id, reason: 'Legal had asked for the rates; its purpose says so now' })
}

async function releaserHalted(estate: Estate): Promise<void> {
  const agentId = await estate.agentId('payment-releaser')
  if ((await orders(estate, agentId)).length > 0) return
  const run = await start(estate, 'payment-releaser')
  const token = run.autonomous('sample-freight')
  await run.call('sample-freight', token, 'list_invoices', {})
  for (const id of ['INV-882', 'INV-882']) await run.call('sample-freight', token, 'release_payment', { id })
  await need((await estate.person('lena')).api.containment.halt({ agentId, reason: 'It tried to pay one invoice twice' }))
  await run.call('sample-freight', token, 'release_payment', { id: 'INV-881' }).catch(() => undefined)
  await run.rest()
}

async function handbookMandateWithdrawn(estate: Estate): Promise<void> {
  const agentId = await estate.agentId('handbook-helper')
  const jonas = await estate.person('jonas')
  let [mandate] = (await need(jonas.api.mandates.list({ agentId, limit: 1 }))).items
  if (!mandate) {
    const run = await start(estate, 'handbook-helper')
    const token = await run.onBehalf(jonas.browser, 'sample-files', scopesOf('files', 'list_directory', 'read_text_file', 'write_file'), 'Bring the handbook up to date')
    await run.call('sample-files', token, 'read_text_file', { path: 'operations-handbook.md' })
    await run.call('sample-files', token, 'write_file', { path: 'handbook-draft.md', content: '# Draft\n\nPapers are checked twice.\n' })
    await run.rest()
    ;[mandate] = (await need(jonas.api.mandates.list({ agentId, limit: 1 }))).items
  }
  if (mandate && !mandate.ended) await need(jonas.api.mandates.withdraw({ mandateId: mandate.id }))
}

async function plannerRefused(estate: Estate): Promise<void> {
  const run = await start(estate, 'dispatch-planner')
  const { address } = await run.ask('sample-freight', scopesOf('freight', 'list_shipments', 'update_eta'), 'Move arrivals of finance shipments')
  const amara = await estate.person('amara')
  await consent(amara.browser, address, 'deny')
}
