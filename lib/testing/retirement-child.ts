/** Who carries a retirement out, as a process of its own that a test may kill at any moment. It reaches nothing outside the database. */
import { openDatabase } from '@/lib/db/client'
import { carryOut, type DueRetirement } from '@/lib/identity/retirement'

const { url, due } = JSON.parse(process.env['RETIREMENT_WORK'] ?? '') as { url: string; due: DueRetirement }
openDatabase(url, { prisma: 2, hot: 2 })
process.stdout.write('ready\n')
await carryOut(due, { probe: async () => [], deprovision: async () => ({ checks: [], ended: [] }) })
process.exit(0)
