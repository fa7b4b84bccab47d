'use client'

import { useState } from 'react'
import { ChainGraph } from '@/components/identity/chain-graph'
import { ChainList } from '@/components/identity/chain-list'
import type { ChainSelection } from '@/components/identity/chain-types'
import { cutChain, standingChain, treeChain, wholeChain } from './_examples/chains'
import { Specimen } from './specimen'

export function Chains() {
  const [selected, setSelected] = useState<ChainSelection | null>({ kind: 'edge', id: 'planner-bot' })
  return (
    <>
      <Specimen name="ChainGraph, narrowing" note="The human on top. Loose strands are scopes that were dropped.">
        <ChainGraph chain={wholeChain} selected={selected} onSelect={setSelected} />
      </Specimen>
      <Specimen name="ChainGraph, cut">
        <ChainGraph chain={cutChain} selected={{ kind: 'node', id: 'bot' }} />
      </Specimen>
      <Specimen name="ChainGraph, everything below one agent">
        <ChainGraph chain={treeChain} />
      </Specimen>
      <Specimen name="ChainGraph, under a standing mandate">
        <ChainGraph chain={standingChain} />
      </Specimen>
      <Specimen name="ChainList">
        <ChainList chain={cutChain} />
      </Specimen>
    </>
  )
}
