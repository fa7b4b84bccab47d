'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AnswerInput, AskInput, CampaignIdInput, CancelLaunchInput, CertifyInput, ConfirmApplyInput, DecideInput, LaunchCampaignInput, PauseApplyInput, QuestionIdInput, ReassignInput, RetryInput, ReviewItemIdInput, SubmitInput } from '@/lib/identity/reviews/contract'
import type { AddScheduleInput, ScheduleIdInput, SetTriggerInput } from '@/lib/identity/reviews/plan-contract'

const PAGES = ['/'] as const
/** What answers with what became of its items: the list shows that, and is not read again for each key. */
const IN_PLACE = [] as const

const launch = act((api, input: z.input<typeof LaunchCampaignInput>) => api.reviews.launch(input), { refresh: PAGES })
export async function launchAction(input: z.input<typeof LaunchCampaignInput>) {
  return launch(input)
}

const cancelLaunch = act((api, input: z.input<typeof CancelLaunchInput>) => api.reviews.cancel(input), { refresh: PAGES })
export async function cancelLaunchAction(input: z.input<typeof CancelLaunchInput>) {
  return cancelLaunch(input)
}

const decide = act((api, input: z.input<typeof DecideInput>) => api.reviews.decide(input), { refresh: IN_PLACE })
export async function decideAction(input: z.input<typeof DecideInput>) {
  return decide(input)
}

const submit = act((api, input: z.input<typeof SubmitInput>) => api.reviews.submit(input), { refresh: IN_PLACE })
export async function submitAction(input: z.input<typeof SubmitInput>) {
  return submit(input)
}

const evidence = act((api, input: z.input<typeof ReviewItemIdInput>) => api.reviewItems.get(input), { refresh: IN_PLACE })
export async function evidenceAction(input: z.input<typeof ReviewItemIdInput>) {
  return evidence(input)
}

const ask = act((api, input: z.input<typeof AskInput>) => api.reviewItems.ask(input), { refresh: IN_PLACE })
export async function askAction(input: z.input<typeof AskInput>) {
  return ask(input)
}

const withdraw = act((api, input: z.input<typeof QuestionIdInput>) => api.reviewItems.withdraw(input), { refresh: IN_PLACE })
export async function withdrawAction(input: z.input<typeof QuestionIdInput>) {
  return withdraw(input)
}

const reassign = act((api, input: z.input<typeof ReassignInput>) => api.reviewItems.reassign(input), { refresh: IN_PLACE })
export async function reassignAction(input: z.input<typeof ReassignInput>) {
  return reassign(input)
}

const answer = act((api, input: z.input<typeof AnswerInput>) => api.reviewItems.answer(input), { refresh: PAGES })
export async function answerAction(input: z.input<typeof AnswerInput>) {
  return answer(input)
}

const certify = act((api, input: z.input<typeof CertifyInput>) => api.reviewItems.certify(input), { refresh: PAGES })
export async function certifyAction(input: z.input<typeof CertifyInput>) {
  return certify(input)
}

const retry = act((api, input: z.input<typeof RetryInput>) => api.reviewItems.retry(input), { refresh: PAGES })
export async function retryAction(input: z.input<typeof RetryInput>) {
  return retry(input)
}

const addSchedule = act((api, input: z.input<typeof AddScheduleInput>) => api.reviewSchedules.add(input), { refresh: PAGES })
export async function addScheduleAction(input: z.input<typeof AddScheduleInput>) {
  return addSchedule(input)
}

const endSchedule = act((api, input: z.input<typeof ScheduleIdInput>) => api.reviewSchedules.end(input), { refresh: PAGES })
export async function endScheduleAction(input: z.input<typeof ScheduleIdInput>) {
  return endSchedule(input)
}

const confirmApply = act((api, input: z.input<typeof ConfirmApplyInput>) => api.reviews.confirmApply(input), { refresh: PAGES })
export async function confirmApplyAction(input: z.input<typeof ConfirmApplyInput>) {
  return confirmApply(input)
}

const pauseApply = act((api, input: z.input<typeof PauseApplyInput>) => api.reviews.pauseApply(input), { refresh: PAGES })
export async function pauseApplyAction(input: z.input<typeof PauseApplyInput>) {
  return pauseApply(input)
}

const resumeApply = act((api, input: z.input<typeof CampaignIdInput>) => api.reviews.resumeApply(input), { refresh: PAGES })
export async function resumeApplyAction(input: z.input<typeof CampaignIdInput>) {
  return resumeApply(input)
}

const setTrigger = act((api, input: z.input<typeof SetTriggerInput>) => api.reviewTriggers.set(input), { refresh: PAGES })
export async function setTriggerAction(input: z.input<typeof SetTriggerInput>) {
  return setTrigger(input)
}

const putGuideAway = act((api, _input: object) => api.reviewGuide.putAway({}), { refresh: IN_PLACE })
export async function putGuideAwayAction() {
  return putGuideAway({})
}
