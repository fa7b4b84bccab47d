import type { PageKeys } from '@/components/shell/shell-types'

/** Keys that one page has of its own, for the list that `?` shows. A review shows its own. */
export const PAGE_KEYS: readonly PageKeys[] = [
  {
    on: /^\/delegations$/,
    heading: 'Delegations',
    keys: [
      [['j'], 'next event'],
      [['k'], 'event before'],
      [['Enter'], 'open its chain'],
      [['↑', '↓'], 'along the chain'],
    ],
  },
  {
    on: /^\/discovery$/,
    heading: 'Inbox',
    keys: [
      [['j'], 'next thing'],
      [['k'], 'thing before'],
      [['Enter'], 'open its evidence'],
      [['r'], 'register it'],
      [['m'], 'merge it'],
      [['i'], 'ignore it'],
    ],
  },
  {
    on: /^\/agents\/[^/]+\/document$/,
    heading: 'Changes',
    keys: [
      [['j'], 'next change'],
      [['k'], 'change before'],
      [['b'], 'next that breaks'],
    ],
  },
  {
    on: /^\/maturity\/audit\/./,
    heading: 'Sample',
    keys: [
      [['j'], 'next event'],
      [['k'], 'event before'],
      [['y'], 'followed to its human'],
      [['n'], 'not, and why'],
    ],
  },
  {
    on: /^\/containment\/incidents\/./,
    heading: 'Steps',
    keys: [
      [['↑', '↓'], 'from step to step'],
      [['Space'], 'done, or not after all'],
    ],
  },
]
