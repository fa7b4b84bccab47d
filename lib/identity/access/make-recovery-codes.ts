import { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { asSubject } from './internal/person-view'
import { newRecoveryCode, RECOVERY_CODES, recoveryCodeHash } from './internal/recovery-code'
import { command } from './internal/tables'

/** Ten codes for oneself, shown by whoever calls this and by nobody again; those from before stop working. */
export const makeRecoveryCodes = command({
  name: 'access.recovery_codes.make',
  input: z.object({}),
  resource: (tx, _input, actor) => tx.person.findFirst({ where: { id: actor.id, tenantId: actor.tenantId, status: 'active' } }),
  act: async (tx, { resource: person }) => {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
    const { count: replaced } = await tx.recoveryCode.deleteMany({ where: { personId: person.id } })
    await tx.recoveryCode.createMany({
      data: codes.map((code) => ({ id: newId(), tenantId: person.tenantId, personId: person.id, codeHash: recoveryCodeHash(person.id, code) ?? '' })),
    })
    return ok({ value: { codes }, subject: asSubject(person), detail: { codes: codes.length, replaced } })
  },
})
