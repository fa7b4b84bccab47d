import { z } from 'zod'
import { idField, PageInput, pageOf, textField } from '@/lib/kernel/fields'
import { EmailField } from './email'

export { EmailField }

export const ROLES = ['admin', 'owner', 'analyst', 'auditor'] as const
export type Role = (typeof ROLES)[number]
export const RoleField = z.enum(ROLES)

export const PersonNameField = textField(1, 80)

export const InvitePersonInput = z.object({ email: EmailField, name: PersonNameField, role: RoleField })
export const PersonIdInput = z.object({ personId: idField<'person'>() })
/** Left out: nobody. */
export const SetManagerInput = PersonIdInput.extend({ managerId: idField<'person'>().optional() })
export const ChangeRoleInput = PersonIdInput.extend({ role: RoleField })

export const PERSON_STATUSES = ['invited', 'active', 'deactivated'] as const

/** How many may be named at once: what one page shows. */
export const PERSON_IDS_MAX = 100
export const ListPeopleInput = PageInput.extend({
  /** Part of a name or an e-mail address, in any letter case. */
  q: textField(0, 100).optional(),
  /** Theirs exactly. */
  email: EmailField.optional(),
  /** These people, parted by commas. */
  ids: z
    .string()
    .max(PERSON_IDS_MAX * 37)
    .transform((raw) => raw.split(','))
    .pipe(z.array(idField<'person'>()).max(PERSON_IDS_MAX))
    .optional(),
  status: z.enum(PERSON_STATUSES).optional(),
})

export const PersonView = z.object({
  id: idField<'person'>(),
  name: z.string(),
  email: z.string(),
  role: RoleField,
  status: z.enum(PERSON_STATUSES),
  createdAt: z.iso.datetime(),
})
export type PersonView = z.infer<typeof PersonView>
export const PersonPage = pageOf(PersonView)

/** A link that works once; shown to whoever made it, and to nobody again. */
export const OneTimeLinkView = z.object({ person: PersonView, url: z.url(), expiresAt: z.iso.datetime() })
export type OneTimeLinkView = z.infer<typeof OneTimeLinkView>

/** Into the sample company, for whoever opens it first; shown once. */
export const SampleLinkView = z.object({ url: z.url(), expiresAt: z.iso.datetime() })
export type SampleLinkView = z.infer<typeof SampleLinkView>

/** Who am I: what the console needs to draw itself. `may` lists the permissions of the role. */
export const MeView = z.object({
  kind: z.enum(['person', 'root']),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: RoleField.nullable(),
  tenant: z.object({ id: z.string(), slug: z.string(), name: z.string(), kind: z.string() }),
  may: z.array(z.string()),
})
export type MeView = z.infer<typeof MeView>

export const PasskeyNameField = textField(1, 60)
export const PasskeyIdInput = z.object({ passkeyId: idField<'passkey'>() })
export const RenamePasskeyInput = PasskeyIdInput.extend({ name: PasskeyNameField })

export const PasskeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether its key stays in one device, or is copied between the person's devices by whoever made them. */
  kind: z.enum(['one_device', 'synced']),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
})
export type PasskeyView = z.infer<typeof PasskeyView>

export const MyPasskeysView = z.object({
  passkeys: z.array(PasskeyView),
  recovery_codes_left: z.number().int(),
  /** The authority's own page, where they are made and removed. */
  manage_url: z.url(),
})
export type MyPasskeysView = z.infer<typeof MyPasskeysView>

/** Of a guarded verb's input: the proof that the person approved exactly this. */
export const ProofField = idField<'proof'>().optional()
export const ProofIdInput = z.object({ proofId: idField<'proof'>() })
export const StartProofInput = z.object({
  /** Name of the verb, as a `proof_required` refusal gives it. */
  act: z.string().max(80),
  /** The verb's input, as it will be sent with the proof. */
  input: z.record(z.string().max(60), z.unknown()),
  /** Where on the console the browser goes afterwards; `proof` is added to its query. */
  returnTo: z.string().max(500),
})

export const ProofView = z.object({
  id: z.string(),
  act: z.string(),
  input: z.record(z.string(), z.unknown()),
  summary: z.string(),
  digest: z.string(),
  state: z.enum(['asked', 'given', 'used', 'expired']),
  /** Where the person approves it with their passkey. */
  url: z.url(),
  expires_at: z.iso.datetime(),
})
export type ProofView = z.infer<typeof ProofView>

export const SCIM_DAYS_MAX = 730
export const AddScimClientInput = z.strictObject({
  name: textField(2, 60),
  /** How long its token is good for. */
  days: z.coerce.number().int().min(1).max(SCIM_DAYS_MAX).default(365),
})
export const ScimClientIdInput = z.object({ clientId: idField<'scim_client'>() })
export const ScimClientView = z.object({
  id: z.string(),
  name: z.string(),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
  expires_at: z.iso.datetime(),
  /** To the minute; null: never. */
  last_used_at: z.iso.datetime().nullable(),
  state: z.enum(['active', 'expired']),
})
export type ScimClientView = z.infer<typeof ScimClientView>
/** The token is shown now and kept nowhere. */
export const NewScimClientView = ScimClientView.extend({ base_url: z.url(), token: z.string() })
export type NewScimClientView = z.infer<typeof NewScimClientView>
