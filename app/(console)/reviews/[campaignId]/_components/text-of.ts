/** What was written in a field of words, without the blanks around it; null: too little to say anything. */
export function textOf(form: FormData, name: string): string | null {
  const text = String(form.get(name) ?? '').trim()
  return text.length < 3 ? null : text
}

export const WORDLESS = { status: 'refused', refusal: { code: 'invalid', fields: { input: 'Write a few words: they are read later by whoever was not there.' } } } as const
