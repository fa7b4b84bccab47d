import { ReachInput, ReachView } from '@/lib/identity/registry/reach-contract'
import { endpoint } from './endpoint'

export const REACH = {
  get: endpoint({ method: 'GET', path: '/agents/:agentId/reach', permission: 'registry.agent.get', input: ReachInput, output: ReachView, summary: 'The standing blast radius of an agent: what it can reach, directly and through those it may delegate to, who and what depends on it, and what its draft would add' }),
} as const
