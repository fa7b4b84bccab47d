'use client'

import NextLink from 'next/link'
import { useState, type ComponentProps } from 'react'
import { setOut } from './departures'

/**
 * A link that fetches ahead once somebody is about to use it, and not because it came into view: a page of the console
 * has dozens of links, each of which leads to something that the authority would have to read.
 */
export function Link({ prefetch = null, onPointerEnter, onFocus, onNavigate, ...rest }: ComponentProps<typeof NextLink>) {
  const [isLikely, setLikely] = useState(false)
  return (
    <NextLink
      prefetch={isLikely ? prefetch : false}
      onPointerEnter={(event) => {
        setLikely(true)
        onPointerEnter?.(event)
      }}
      onFocus={(event) => {
        setLikely(true)
        onFocus?.(event)
      }}
      onNavigate={(event) => {
        setOut()
        onNavigate?.(event)
      }}
      {...rest}
    />
  )
}
