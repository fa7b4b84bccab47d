'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { PreviewCampaignInput } from '@/lib/identity/reviews/contract'

const preview = act((api, input: z.input<typeof PreviewCampaignInput>) => api.reviews.preview(input), { refresh: [] })
export async function previewAction(input: z.input<typeof PreviewCampaignInput>) {
  return preview(input)
}
