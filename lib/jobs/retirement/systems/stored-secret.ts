import { AGENT_IN_URL, type StepCheck } from '@/lib/identity/retirement/contract'
import { done, failed, type Ask } from './ask'

/** Deletes what a secret store keeps for the agent, as HashiCorp Vault and those like it have it, and asks for it afterwards. */
export async function deleteSecret(ask: Ask, template: string, agent: { id: string }): Promise<StepCheck[]> {
  const url = template.replaceAll(AGENT_IN_URL, encodeURIComponent(agent.id))
  const deleted = await ask('DELETE', url)
  if ('problem' in deleted) return [failed('secret', deleted.problem)]
  if (![200, 202, 204, 404].includes(deleted.status)) return [failed('secret', `it answered ${deleted.status} to the deletion`)]
  const again = await ask('GET', url)
  if ('problem' in again) return [failed('secret', again.problem)]
  return [again.status === 404 ? done('secret', 'deleted; asked for again, it answered 404') : failed('secret', `asked for again, it answered ${again.status}`)]
}
