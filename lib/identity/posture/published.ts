import type { Counts } from './score'

type Published = { value: string; source: string; counts: string }
type Ours = { value: string; counts: string; /** The fact whose rows make it. */ fact: string; show: 'good' | 'bad' | 'all' }
export type Figure = { id: string; title: string; published: Published[]; ours: Ours | null; unknown: { rows: number; fact: string } | null; /** Why there is none of ours, or what keeps the two apart. */ note: string }

const percent = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`
const of = (part: number, total: number): string => `${part.toLocaleString('en')} of ${total.toLocaleString('en')} (${percent(part, total)})`

const perPerson = (machines: number, people: number): string => (machines / people).toFixed(machines < 10 * people ? 1 : 0)

/**
 * What others have published, beside what is measured here. Most of it counts organisations, ours counts agents: each
 * says what it counts, and where nothing here measures the same there is nothing, and no number that looks like it.
 */
export function figuresOf(counts: Counts): Figure[] {
  const known = (fact: string) => (counts[fact] && counts[fact].total > 0 ? counts[fact] : null)
  const [machines, people, ownKey, young, staticSecrets, servers] = [known('machine_identities'), known('people_signed_in'), known('own_key'), known('keys_young'), known('static_secrets'), known('servers_known')]
  const unknownServers = servers ? servers.total - servers.good : 0
  return [
    {
      id: 'identities_per_person',
      title: 'Machine identities for each person',
      published: [
        { value: '82 to 1', source: 'CyberArk, 2025', counts: 'All machine identities of an organisation, for each person in it' },
        { value: '45 to 1', source: 'Other published counts', counts: 'Machine identities of an organisation, for each person in it' },
      ],
      ours: machines && people && { value: `${perPerson(machines.total, people.total)} to 1`, counts: `${machines.total.toLocaleString('en')} agents, tool servers, enforcement points and what was found and is not registered, for ${people.total.toLocaleString('en')} people with access`, fact: 'machine_identities', show: 'all' },
      unknown: null,
      note: 'Theirs are wider: keys and accounts of other machines are not counted here.',
    },
    {
      id: 'own_identity',
      title: 'Agents that have an identity of their own',
      published: [{ value: '22 %', source: 'A published survey of organisations', counts: 'Organisations that treat agents as identities of their own' }],
      ours: ownKey && { value: of(ownKey.good, ownKey.total), counts: 'Active agents that hold a live key which is nobody else’s', fact: 'own_key', show: 'good' },
      unknown: null,
      note: ownKey ? 'Theirs is a share of organisations, ours one of agents.' : 'Not measured yet: no agent is active.',
    },
    {
      id: 'static_secrets',
      title: 'Tool servers that rely on static secrets',
      published: [{ value: '53 %', source: 'Astrix', counts: 'MCP servers that rely on a static secret' }],
      ours: staticSecrets && { value: of(staticSecrets.total - staticSecrets.good, staticSecrets.total), counts: 'MCP servers with a static key or a hard-coded secret in their own entry, of those that discovery found in the configurations of clients and in MCP registries, each once', fact: 'static_secrets', show: 'bad' },
      unknown: unknownServers > 0 ? { rows: unknownServers, fact: 'servers_known' } : null,
      note: staticSecrets ? 'Both count servers.' : unknownServers > 0 ? 'Not measured yet: of no server that was found it can be known.' : 'Not measured yet: no scan has found the configuration of an MCP client, or an entry of an MCP registry.',
    },
    {
      id: 'old_credentials',
      title: 'Credentials older than 90 days',
      published: [{ value: '92 %', source: 'SANS, 2026', counts: 'Organisations that fail a 90-day cycle: a share of organisations, not of keys' }],
      ours: young && { value: of(young.total - young.good, young.total), counts: 'Active agents without a live key, or with one older than 90 days', fact: 'keys_young', show: 'bad' },
      unknown: null,
      note: young ? 'Theirs is a share of organisations, ours one of agents.' : 'Not measured yet: no agent is active.',
    },
  ]
}
