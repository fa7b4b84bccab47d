import { sparkPath } from './spark-path'

type Props = Readonly<{
  values: readonly number[]
  /** The finding in words: "used on 3 of 90 days, last 4 May". It is what is read out. */
  label: string
  width?: number
  height?: number
}>

/** Its shape is the message; for numbers, see the list it stands beside. Drawn here, since a table has hundreds. */
export function Sparkline({ values, label, width = 88, height = 22 }: Props) {
  const line = sparkPath(values, width, height)
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="shrink-0 overflow-visible">
      <title>{label}</title>
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line)" />
      {line ? <path d={line} fill="none" stroke="var(--cord)" strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" /> : null}
    </svg>
  )
}
