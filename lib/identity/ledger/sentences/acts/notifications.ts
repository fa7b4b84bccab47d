/** What is sent to people. */
export const NOTIFICATIONS_ACTS: Record<string, string> = {
  'notifications.mail.set': 'said that e-mail goes through',
  'notifications.mail.remove': 'ended e-mail through',
  'notifications.mail.test': 'sent themselves a test through',
  'notifications.webhook.add': 'set up the webhook',
  'notifications.webhook.test': 'sent a test to the webhook',
  'notifications.webhook.remove': 'removed the webhook',
  'notifications.delivery.retry': 'had a message tried again, by',
  'notifications.mine.set_zone': 'said in which time zone e-mail is written to',
  'notifications.mine.set': 'changed what is sent by e-mail to',
}
