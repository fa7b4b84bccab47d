import { BrandMark } from '@/components/shell/brand-mark'
import { Specimen } from './specimen'

const GROUNDS = ['canvas', 'surface', 'sunken', 'hover', 'selected', 'strong'] as const
const INKS = [
  ['ink', 'Names and figures'],
  ['ink-2', 'Sentences'],
  ['ink-3', 'Labels, units, what is not needed at once'],
  ['calm', 'In order'],
  ['caution', 'Not known, or soon over'],
  ['signal', 'Halted'],
] as const

export function Foundations() {
  return (
    <>
      <Specimen name="brand">
        <div className="flex items-center gap-6">
          <BrandMark className="size-10" />
          <span className="text-2xl font-semibold tracking-[-0.02em]">Lanyard</span>
        </div>
      </Specimen>
      <Specimen name="colour">
        <ul className="flex flex-wrap gap-2">
          {GROUNDS.map((name) => (
            <li key={name} className="w-20 text-xs text-ink-2">
              <span className="block h-10 rounded-md border border-line" style={{ background: `var(--${name})` }} />
              {name}
            </li>
          ))}
          <li className="w-20 text-xs text-ink-2">
            <span className="block h-10 rounded-md bg-signal-solid" />
            signal-solid
          </li>
        </ul>
        <ul className="pt-3 text-sm">
          {INKS.map(([name, use]) => (
            <li key={name} style={{ color: `var(--${name})` }}>
              {use} <span className="font-mono text-2xs">{name}</span>
            </li>
          ))}
        </ul>
      </Specimen>
      <Specimen name="type">
        <p className="text-2xl font-medium tracking-[-0.02em]">1,204 agents, 28 px</p>
        <p className="text-xl font-semibold">Page title, 20 px</p>
        <p className="text-lg font-semibold">Dialog title, 16 px</p>
        <p className="text-base">Running text, 14 px</p>
        <p className="text-sm">Tables and controls, 13 px: 0123456789</p>
        <p className="text-xs text-ink-2">Labels, 12 px</p>
        <p className="font-mono text-xs">mcp:erp:read_invoice spiffe://lanyard.local/agent/0198c2a4</p>
      </Specimen>
    </>
  )
}
