'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { CertifyInput, DecideInput, LaunchCampaignInput, RetryInput, SubmitInput } from '@/lib/identity/reviews/contract'

const PAGES = ['/'] as const

const launch = act((api, input: z.input<typeof LaunchCampaignInput>) => api.reviews.launch(input), { refresh: PAGES })
export async function launchAction(input: z.input<typeof LaunchCampaignInput>) {
  return launch(input)
}

const decide = act((api, input: z.input<typeof DecideInput>) => api.reviews.decide(input), { refresh: PAGES })
export async function decideAction(input: z.input<typeof DecideInput>) {
  return decide(input)
}

const submit = act((api, input: z.input<typeof SubmitInput>) => api.reviews.submit(input), { refresh: PAGES })
export async function submitAction(input: z.input<typeof SubmitInput>) {
  return submit(input)
}

const certify = act((api, input: z.input<typeof CertifyInput>) => api.reviewItems.certify(input), { refresh: PAGES })
export async function certifyAction(input: z.input<typeof CertifyInput>) {
  return certify(input)
}

const retry = act((api, input: z.input<typeof RetryInput>) => api.reviewItems.retry(input), { refresh: PAGES })
export async function retryAction(input: z.input<typeof RetryInput>) {
  return retry(input)
}
