import type { ReactNode } from 'react'
import { CodeBlock } from './code-block'
import { jsonTokens } from './json-tokens'

const CLASS = { key: 'text-ink', string: 'text-ink-2', number: 'text-ink', word: 'text-ink', mark: 'text-ink-3' } as const

/** JSON, laid out: names strong, punctuation faint. Strings are text and never markup. */
export function JsonView({ value, label, className }: Readonly<{ value: unknown; label: string; className?: string }>): ReactNode {
  const code = JSON.stringify(value, null, 2) ?? 'undefined'
  return (
    <CodeBlock code={code} label={label} wrap className={className}>
      {jsonTokens(code).map((token, index) => (
        <span key={index} className={token.kind === 'key' ? `${CLASS.key} font-medium` : CLASS[token.kind]}>
          {token.text}
        </span>
      ))}
    </CodeBlock>
  )
}
