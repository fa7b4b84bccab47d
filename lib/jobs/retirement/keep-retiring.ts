import PgBoss from 'pg-boss'
import { hotPool } from '@/lib/db/client'
import { carryOut, dueRetirements, type DueRetirement, type Hands } from '@/lib/identity/retirement'
import { traced } from '@/lib/kernel/tracing'

const QUEUE = 'retirement'
const LOOK_EVERY_MS = 1_000
/** How often jobs are looked for whose holder has died. */
const MAINTAIN_EVERY_SECONDS = 15
const STOP_MS_MAX = 5_000

export type Retiring = { stop(): Promise<void> }

/**
 * Carries out retirements for as long as the process lives: what is due becomes a job, one at a time for each
 * retirement, whoever asked first; of several processes each job has one, and the next when that one was killed. The
 * steps say how far it has come, so that a job which is lost, or done twice, loses and repeats nothing.
 */
export async function keepRetiring(hands: Hands, onProblem: (error: unknown) => void, { everyMs = LOOK_EVERY_MS, maintainEverySeconds = MAINTAIN_EVERY_SECONDS } = {}): Promise<Retiring> {
  // Its tables are made by our migrations: the services own nothing in the database.
  const boss = new PgBoss({
    db: { executeSql: (text, values) => hotPool().query(text, values) },
    schema: 'job_queue',
    migrate: false,
    schedule: false,
    supervise: true,
    maintenanceIntervalSeconds: maintainEverySeconds,
    archiveCompletedAfterSeconds: 3_600,
    deleteAfterDays: 1,
  })
  boss.on('error', onProblem)
  await boss.start()
  await boss.work<DueRetirement>(QUEUE, { pollingIntervalSeconds: 1 }, async (jobs) => {
    for (const { data } of jobs) await traced('retirement', {}, () => carryOut(data, hands))
  })
  let asking = false
  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    try {
      for (const due of await dueRetirements()) await boss.send(QUEUE, due, { singletonKey: due.id })
    } catch (error) {
      onProblem(error)
    } finally {
      asking = false
    }
  }
  const timer = setInterval(() => void ask(), everyMs)
  return {
    async stop() {
      clearInterval(timer)
      // With the database gone nothing can be given back: the next process finds it by its time.
      await boss.stop({ graceful: true, timeout: STOP_MS_MAX, close: false }).catch(onProblem)
    },
  }
}
