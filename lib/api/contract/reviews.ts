import { z } from 'zod'
import {
  AgentReviews,
  AgentReviewsInput,
  AnswerInput,
  AskInput,
  CancelLaunchInput,
  CampaignIdInput,
  CampaignPage,
  CampaignView,
  CertifyInput,
  ConfirmApplyInput,
  Changed,
  ChangedItems,
  DecideInput,
  LaunchCampaignInput,
  LaunchCheck,
  ListCampaignsInput,
  ListItemsInput,
  MyReviews,
  PauseApplyInput,
  PreviewCampaignInput,
  QuestionIdInput,
  ReassignInput,
  RetryInput,
  ReviewItemIdInput,
  ReviewItemPage,
  SubmitInput,
  Submitted,
} from '@/lib/identity/reviews/contract'
import { ReviewItemDetail } from '@/lib/identity/reviews/detail-contract'
import { AddScheduleInput, ScheduleIdInput, ScheduleList, ScheduleView, SetTriggerInput, TriggerList, TriggerView } from '@/lib/identity/reviews/plan-contract'
import { endpoint } from './endpoint'

export const REVIEWS = {
  mine: endpoint({ method: 'GET', path: '/my-reviews', permission: 'reviews.mine', input: z.object({}), output: MyReviews, summary: 'What is one’s own to review, to certify or to answer, the soonest due first' }),
  list: endpoint({ method: 'GET', path: '/reviews', permission: 'reviews.campaign.list', input: ListCampaignsInput, output: CampaignPage, summary: 'Access reviews, newest first' }),
  preview: endpoint({ method: 'POST', path: '/review-previews', permission: 'reviews.campaign.preview', input: PreviewCampaignInput, output: LaunchCheck, summary: 'The launch check: what would be reviewed, by whom, and what no answer would cost' }),
  launch: endpoint({ method: 'POST', path: '/reviews', permission: 'reviews.campaign.launch', input: LaunchCampaignInput, output: CampaignView, summary: 'Launch an access review exactly as its launch check said; what is reviewed is frozen' }),
  cancel: endpoint({ method: 'POST', path: '/reviews/:campaignId/cancellation', permission: 'reviews.campaign.cancel', input: CancelLaunchInput, output: CampaignView, summary: 'End a launch whose evidence is still being gathered: nobody was asked yet' }),
  get: endpoint({ method: 'GET', path: '/reviews/:campaignId', permission: 'reviews.campaign.get', input: CampaignIdInput, output: CampaignView, summary: 'One access review, with how its reviewers decide' }),
  items: endpoint({ method: 'GET', path: '/reviews/:campaignId/items', permission: 'reviews.item.list', input: ListItemsInput, output: ReviewItemPage, summary: 'Its items with their evidence, by agent' }),
  decide: endpoint({ method: 'POST', path: '/reviews/:campaignId/decisions', permission: 'reviews.item.decide', input: DecideInput, output: ChangedItems, summary: 'Decide items as they were read, or undo it; nothing takes effect yet' }),
  confirmApply: endpoint({ method: 'POST', path: '/reviews/:campaignId/apply/confirmation', permission: 'reviews.apply.confirm', input: ConfirmApplyInput, output: CampaignView, summary: 'Let decisions that take access from many be applied, a phase at a time' }),
  pauseApply: endpoint({ method: 'POST', path: '/reviews/:campaignId/apply/pause', permission: 'reviews.apply.pause', input: PauseApplyInput, output: CampaignView, summary: 'Hold what would take access away' }),
  resumeApply: endpoint({ method: 'POST', path: '/reviews/:campaignId/apply/resumption', permission: 'reviews.apply.resume', input: CampaignIdInput, output: CampaignView, summary: 'Let it go on, whatever has failed until now' }),
  submit: endpoint({ method: 'POST', path: '/reviews/:campaignId/submissions', permission: 'reviews.submit', input: SubmitInput, output: Submitted, summary: 'Make decisions final, all of them or none' }),
} as const

export const REVIEW_ITEMS = {
  get: endpoint({ method: 'GET', path: '/review-items/:itemId', permission: 'reviews.item.get', input: ReviewItemIdInput, output: ReviewItemDetail, summary: 'One item with all of its evidence, and how it stands now' }),
  certify: endpoint({ method: 'POST', path: '/review-items/:itemId/certification', permission: 'reviews.item.certify', input: CertifyInput, output: Changed, summary: 'Agree with a decision as its second person, or give it back' }),
  reassign: endpoint({ method: 'POST', path: '/review-items/:itemId/reviewer', permission: 'reviews.item.reassign', input: ReassignInput, output: ChangedItems, summary: 'Give an item to another reviewer, who decides anew' }),
  ask: endpoint({ method: 'POST', path: '/review-items/:itemId/questions', permission: 'reviews.item.ask', input: AskInput, output: ChangedItems, summary: 'Ask who answers for an agent, or asked for what it has; the item waits' }),
  answer: endpoint({ method: 'POST', path: '/review-questions/:questionId/answer', permission: 'reviews.question.answer', input: AnswerInput, output: ChangedItems, summary: 'Answer a question that was put to oneself' }),
  withdraw: endpoint({ method: 'POST', path: '/review-questions/:questionId/withdrawal', permission: 'reviews.question.withdraw', input: QuestionIdInput, output: ChangedItems, summary: 'Take a question back, to decide without its answer' }),
  retry: endpoint({ method: 'POST', path: '/review-items/:itemId/retry', permission: 'reviews.item.retry', input: RetryInput, output: Changed, summary: 'Apply again what failed or drifted back' }),
} as const

export const REVIEW_SCHEDULES = {
  list: endpoint({ method: 'GET', path: '/review-schedules', permission: 'reviews.schedule.list', input: z.object({}), output: ScheduleList, summary: 'Reviews that are launched again and again, the next date first' }),
  add: endpoint({ method: 'POST', path: '/review-schedules', permission: 'reviews.schedule.add', input: AddScheduleInput, output: ScheduleView, summary: 'Have a review launched again and again, in one’s own name' }),
  end: endpoint({ method: 'DELETE', path: '/review-schedules/:scheduleId', permission: 'reviews.schedule.end', input: ScheduleIdInput, output: Changed, summary: 'End a schedule; what it has launched goes on' }),
} as const

const Guide = z.object({ seen: z.boolean() })
export const REVIEW_GUIDE = {
  get: endpoint({ method: 'GET', path: '/my-reviews/guide', permission: 'reviews.guide.get', input: z.object({}), output: Guide, summary: 'Whether one has put the guide to the workbench away' }),
  putAway: endpoint({ method: 'POST', path: '/my-reviews/guide', permission: 'reviews.guide.put_away', input: z.object({}), output: Guide, summary: 'Put the guide to the workbench away' }),
} as const

export const REVIEW_TRIGGERS = {
  list: endpoint({ method: 'GET', path: '/review-triggers', permission: 'reviews.trigger.list', input: z.object({}), output: TriggerList, summary: 'What opens a review of an agent by itself' }),
  set: endpoint({ method: 'POST', path: '/review-triggers', permission: 'reviews.trigger.set', input: SetTriggerInput, output: TriggerView, summary: 'Switch on or off what opens a review of an agent, with its rule' }),
} as const

export const AGENT_REVIEWS = {
  list: endpoint({ method: 'GET', path: '/agents/:agentId/reviews', permission: 'reviews.agent.list', input: AgentReviewsInput, output: AgentReviews, summary: 'When an agent was reviewed, by whom, and what was decided' }),
} as const
