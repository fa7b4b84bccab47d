export type JsonToken = { kind: 'key' | 'string' | 'number' | 'word' | 'mark'; text: string }

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([^"\d\-tfn]+|.)/g

/** Cuts laid-out JSON into pieces that, joined, are the same text again. */
export function jsonTokens(json: string): JsonToken[] {
  const tokens: JsonToken[] = []
  for (const [text, string, colon, number, word] of json.matchAll(TOKEN)) {
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string })
      if (colon !== undefined) tokens.push({ kind: 'mark', text: colon })
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'mark', text })
  }
  return tokens
}
