/**
 * `lanyard/guard`: what a team puts into its own resource server so that it becomes an enforcement point, like the
 * gateway, without a database. Without an enrolment, a lease or a record, nothing is let through.
 */
export type * from './public'
export { openGuard } from './open-guard'
