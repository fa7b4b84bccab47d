import { lintSource } from '@secretlint/core'
import { secretLintProfiler } from '@secretlint/profiler'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'

/** A secret by its shape, and where it stands. Its value goes no further than the fingerprint. */
export type HardCoded = { what: string; line: number; value: string }

const RULES = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }]
const HITS_MAX = 200
// It keeps every mark that was ever made, and goes through all of them for each: a process that lives long would drown in them.
secretLintProfiler.mark = () => undefined
/** One line of a minified bundle can be a whole program. */
const LINE_MAX = 200_000
/** Where the value stops being the secret: an address is told of by its password. */
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^:@/\s]*:([^@\s]+)@/i

/** What looks like a secret in any text, by secretlint's recommended rules. Their messages repeat the secret, and are not used. */
export async function hardCodedIn(path: string, text: string): Promise<HardCoded[]> {
  if (text.split('\n').some((line) => line.length > LINE_MAX)) return []
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: '', contentType: 'text' },
    options: { noPhysicFilePath: true, config: { rules: RULES } },
  })
  const hits = messages.flatMap((message): HardCoded[] => {
    const value = text.slice(message.range[0], message.range[1])
    return value.length < 6 || isReference(value) ? [] : [{ what: inWords(message.ruleId), line: message.loc.start.line, value: PASSWORD_IN_URL.exec(value)?.[1] ?? value }]
  })
  return [...new Map(hits.map((hit) => [hit.value, hit])).values()].slice(0, HITS_MAX)
}

/** `postgres://user:${PASSWORD}@host` names a place and no secret. */
const isReference = (value: string): boolean => /your|example|placeholder|redacted|xxx|\.\.\.|\$\{|\{\{|<[a-z_ -]+>|(?:^|:)(?:password|changeme|example|user)@/i.test(value)

const inWords = (ruleId: string): string => {
  const name = ruleId.replace(/^@secretlint\/secretlint-rule-/, '').replaceAll('-', ' ')
  return NAMES[name] ?? `what looks like a secret of ${name}`
}
const NAMES: Readonly<Record<string, string>> = {
  privatekey: 'private key',
  basicauth: 'password in an address',
  github: 'GitHub token',
  aws: 'AWS access key',
  gcp: 'Google Cloud key',
  slack: 'Slack token',
  npm: 'npm token',
  openai: 'OpenAI key',
  anthropic: 'Anthropic key',
  'database connection string': 'password of a database',
}
