import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'
import { EmailField } from './email'

export { EmailField }

export const ROLES = ['admin', 'owner', 'analyst', 'auditor'] as const
export type Role = (typeof ROLES)[number]
export const RoleField = z.enum(ROLES)

export const PersonNameField = textField(1, 80)

export const InvitePersonInput = z.object({ email: EmailField, name: PersonNameField, role: RoleField })
export const PersonIdInput = z.object({ personId: idField<'person'>() })
export const ChangeRoleInput = PersonIdInput.extend({ role: RoleField })

export const PersonView = z.object({
  id: idField<'person'>(),
  name: z.string(),
  email: z.string(),
  role: RoleField,
  status: z.enum(['invited', 'active', 'deactivated']),
  createdAt: z.iso.datetime(),
})
export type PersonView = z.infer<typeof PersonView>

/** A link that works once; shown to whoever made it, and to nobody again. */
export const OneTimeLinkView = z.object({ person: PersonView, url: z.url(), expiresAt: z.iso.datetime() })
export type OneTimeLinkView = z.infer<typeof OneTimeLinkView>

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
