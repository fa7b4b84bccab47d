import type { AuditReader } from '../draft'
import { anthropic } from './anthropic'
import { azure } from './azure'
import { cloudTrail } from './cloudtrail'
import { entra } from './entra'
import { gcp } from './gcp'
import { github } from './github'
import { googleWorkspace } from './google-workspace'
import { kubernetes } from './kubernetes'
import { okta } from './okta'
import { openai } from './openai'

/** In the order in which they are asked: the surest signs first. */
export const READERS: readonly AuditReader[] = [cloudTrail, kubernetes, gcp, openai, anthropic, googleWorkspace, okta, entra, azure, github]
