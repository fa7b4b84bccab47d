/** What another system says of who acts in it, in words. */
export const KIND: Readonly<Record<string, string>> = { human: 'person', machine: 'program', service: 'service of the system', unknown: 'not known' }
export const AS: Readonly<Record<string, string>> = {
  itself: 'acts as itself',
  source_identity: 'named as the one behind the session',
  assumed_role: 'whose role they took on',
  impersonated: 'as whom they acted',
  on_behalf_of: 'which acts on their behalf',
  delegated: 'which passes it on',
  token: 'the token that they used',
}
