import { z } from 'zod'

const Base64Url = (max: number) => z.string().max(max).regex(/^[A-Za-z0-9_-]+$/)
const Shared = { id: Base64Url(1_400), rawId: Base64Url(1_400), type: z.literal('public-key'), clientExtensionResults: z.looseObject({}).default({}) }
const Attachment = z.enum(['cross-platform', 'platform']).nullish().transform((value) => value ?? undefined)

const Registration = z.object({
  ...Shared,
  authenticatorAttachment: Attachment,
  response: z.object({ clientDataJSON: Base64Url(8_192), attestationObject: Base64Url(24_576), transports: z.array(z.string().max(32)).max(8).default([]) }),
})
const Assertion = z.object({
  ...Shared,
  authenticatorAttachment: Attachment,
  response: z.object({ clientDataJSON: Base64Url(8_192), authenticatorData: Base64Url(8_192), signature: Base64Url(2_048), userHandle: z.string().max(128).nullish().transform((value) => value ?? undefined) }),
})
export type RegistrationResponse = z.output<typeof Registration>
export type AssertionResponse = z.output<typeof Assertion>

/** What a browser hands over (WebAuthn §5.1 `toJSON`), as text in a form; null when it is anything else. */
export const readRegistration = (text: string): RegistrationResponse | null => read(Registration, text)
export const readAssertion = (text: string): AssertionResponse | null => read(Assertion, text)

const TEXT_MAX = 60_000

function read<T>(schema: z.ZodType<T>, text: string): T | null {
  if (text.length > TEXT_MAX) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : null
}
