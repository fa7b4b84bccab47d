import { collect, delivered, giveUp, mailOf, remind, takeDeliveries, testMailText, tryAgain, type Due } from '@/lib/identity/notifications'
import { outbound, type Outbound } from '@/lib/kernel/outbound'
import { postWebhook } from './post-webhook'
import { sendMail, type MailRules, type Sent } from './send-mail'

const LOOK_EVERY_MS = 2_000
const REMIND_EVERY_MS = 60_000
const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 8 * 1024

export type NotifyRules = MailRules & Readonly<{ webhookSecret: (webhookId: string) => string }>

/** Tells people what is theirs to do, for as long as the process lives. Any number of processes may: each message has one of them. */
export function keepNotifying(rules: NotifyRules, onProblem: (error: unknown) => void): { stop(): Promise<void> } {
  let looking: Promise<void> | null = null
  let remindedAt = 0
  const look = async (): Promise<void> => {
    if (Date.now() - remindedAt > REMIND_EVERY_MS) {
      remindedAt = Date.now()
      await remind().catch(onProblem)
    }
    await collect().catch(onProblem)
    await sendDue(rules)
  }
  const timer = setInterval(() => {
    looking ??= look()
      .catch(onProblem)
      .finally(() => (looking = null))
  }, LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

/** One look: what is due is sent side by side, so that one who is slow holds up few. */
export async function sendDue(rules: NotifyRules): Promise<void> {
  const ask = outbound({ innerNetworks: rules.innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  await Promise.all((await takeDeliveries()).map(async (due) => end(due, await send(rules, ask, due))))
}

async function send(rules: NotifyRules, ask: Outbound, due: Due): Promise<Sent> {
  if (due.channel === 'webhook') return postWebhook(ask, due, { secret: rules.webhookSecret(due.webhook.id), consoleUrl: rules.consoleUrl })
  if (!due.server) return { ok: false, problem: 'there is no mail server any more', isFinal: true }
  return sendMail(rules, due.server, due.person, due.id, due.told.length === 0 ? testMailText(due.person, rules.consoleUrl) : mailOf(due.person, due.told, rules.consoleUrl))
}

async function end(due: Due, sent: Sent): Promise<void> {
  if (sent.ok) return delivered(due.id)
  return sent.isFinal ? giveUp(due.id, sent.problem) : tryAgain(due, sent.problem)
}
