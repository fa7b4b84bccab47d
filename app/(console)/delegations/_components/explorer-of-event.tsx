'use client'

import dynamic from 'next/dynamic'

/** With the event that is opened, and not with the list: the graph is a tenth of what the page may weigh. */
export const ExplorerOfEvent = dynamic(() => import('./explorer').then((module) => module.Explorer))
