import { Prisma } from '@/generated/prisma/client'

/** A row with that key exists already, perhaps one that this tenant cannot see. */
export const isUniqueViolation = (thrown: unknown): thrown is Prisma.PrismaClientKnownRequestError =>
  thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === 'P2002'
