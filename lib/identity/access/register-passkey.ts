import { verifyRegistrationResponse, type RegistrationResponseJSON, type VerifiedRegistrationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Invalid, Refusal } from '../refusals'
import { PasskeyNameField, type PasskeyView } from './contract'
import { takeChallenge } from './internal/challenge'
import { toPasskeyView } from './internal/passkey-view'
import { asSubject } from './internal/person-view'
import { readRegistration } from './internal/read-credential'
import { originOf, rpIdOf, type RelyingParty } from './internal/relying-party'
import { command } from './internal/tables'

export const PASSKEYS_MAX = 20

export type PasskeyRefusal = Refusal | { code: 'stale' } | { code: 'not_verified' }
type Registered = NonNullable<VerifiedRegistrationResponse['registrationInfo']>

/**
 * Keeps the passkey that a browser made for this person. The challenge is used up before the answer is believed; what
 * does not come from our origin and for our host, or without its user verified, is `not_verified`.
 *
 * @param actor signed in at the authority a moment ago; the page sees to that
 */
export async function registerPasskey(party: RelyingParty, actor: Actor, form: { name: string; credential: string }): Promise<Result<PasskeyView, PasskeyRefusal>> {
  const name = PasskeyNameField.safeParse(form.name)
  if (!name.success) return refuse<Invalid>({ code: 'invalid', fields: { name: 'takes 1 to 60 characters, in one line' } })
  const answer = readRegistration(form.credential)
  if (!answer) return refuse({ code: 'not_verified' })
  let fresh = false
  const expectedChallenge = async (challenge: string): Promise<boolean> => (fresh = await takeChallenge(`register ${actor.id}`, challenge))
  const result = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: originOf(party),
    expectedRPID: rpIdOf(party),
    requireUserVerification: true,
  }).catch(() => null)
  if (!fresh) return refuse({ code: 'stale' })
  if (!result?.verified) return refuse({ code: 'not_verified' })
  return save(result.registrationInfo, answer.response.transports)(actor, { name: name.data })
}

const save = ({ credential, credentialDeviceType, credentialBackedUp, aaguid }: Registered, transports: string[]) =>
  command({
    name: 'access.passkey.register',
    input: z.object({ name: PasskeyNameField }),
    resource: (tx, _input, actor) => tx.person.findFirst({ where: { id: actor.id, tenantId: actor.tenantId, status: 'active' } }),
    act: async (tx, { input, resource: person }): Promise<Result<{ value: PasskeyView; subject: ReturnType<typeof asSubject>; detail: Record<string, string> }, PasskeyRefusal>> => {
      if ((await tx.passkey.count({ where: { personId: person.id } })) >= PASSKEYS_MAX) return refuse({ code: 'conflict', detail: `nobody keeps more than ${PASSKEYS_MAX} passkeys: remove one first` })
      if (await tx.passkey.findFirst({ where: { credentialId: credential.id } })) return refuse({ code: 'conflict', detail: 'this passkey is registered already' })
      const passkey = await tx.passkey.create({
        data: {
          id: newId(),
          tenantId: person.tenantId,
          personId: person.id,
          credentialId: credential.id,
          publicKey: new Uint8Array(credential.publicKey),
          counter: credential.counter,
          transports,
          deviceType: credentialDeviceType,
          backedUp: credentialBackedUp,
          name: input.name,
        },
      })
      return ok({ value: toPasskeyView(passkey), subject: asSubject(person), detail: { passkey: passkey.id, name: passkey.name, kind: credentialDeviceType, aaguid } })
    },
  })
