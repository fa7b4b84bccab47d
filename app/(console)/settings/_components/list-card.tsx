import type { ReactNode } from 'react'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { Table, TBody, Th, THead } from '@/components/ui/table'

type Props = Readonly<{
  title: string
  description: string
  /** By which one is added, for whom that is. */
  add: ReactNode
  /** What it means that there is none. */
  empty: Readonly<{ title: string; text: string }>
  columns: readonly (string | Readonly<{ name: string; numeric: true }>)[]
  /** What the last column is for, whose name is only heard; null where nothing may be done. */
  act: string | null
  rows: readonly ReactNode[]
}>

/** All of one kind that a tenant has, in one table. */
export function ListCard({ title, description, add, empty, columns, act, rows }: Props) {
  return (
    <Card title={title} description={description} actions={add} flush>
      {rows.length === 0 ? (
        <EmptyState because="nothing_yet" title={empty.title}>
          <p>{empty.text}</p>
        </EmptyState>
      ) : (
        <Table caption={title} stack>
          <THead>
            {columns.map((column) => (typeof column === 'string' ? <Th key={column}>{column}</Th> : <Th key={column.name} numeric>{column.name}</Th>))}
            {act ? (
              <Th>
                <span className="sr-only">{act}</span>
              </Th>
            ) : null}
          </THead>
          <TBody>{rows}</TBody>
        </Table>
      )}
    </Card>
  )
}
