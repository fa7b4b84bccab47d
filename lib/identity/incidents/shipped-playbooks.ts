import { type PlaybookView, type Phase, type PlaybookStep } from './contract'

const step = (phase: Phase, due_minutes: number, owner: PlaybookStep['owner'], title: string, detail: string): PlaybookStep => ({ phase, title, detail, owner, due_minutes })
const [WHO, OWNER] = ['who_halted', 'agent_owner'] as const
const HOUR = 60
const DAY = 24 * HOUR

const rogueSubAgent: PlaybookStep[] = [
  step('detect', 15, WHO, 'Say what it did that it should not have', 'Find the first event that is wrong in the explorer (everything below this agent) and note it here, with the chain: which agent, for whom, by which mandate.'),
  step('detect', 30, WHO, 'Tell which agent in the chain began it', 'The acting agent may only have done what one above it asked for. Walk the chain up to the first hop whose request does not follow from the purpose.'),
  step('contain', 15, WHO, 'See that every enforcement point has confirmed', 'Open the order’s board. A point that has not confirmed and holds no lease refuses everything; one that waits may honour a token until the time that is shown.'),
  step('contain', 30, WHO, 'Halt its siblings if they run the same code', 'The same revision, prompt or tool list fails in the same way. Halt them too; those orders join this incident.'),
  step('investigate', 4 * HOUR, OWNER, 'Compare what it did with its identity document', 'Scopes that it used and never needed, tools that are new, agents that it may delegate to. Anything that the document allowed and the purpose did not is a finding of its own.'),
  step('investigate', 4 * HOUR, OWNER, 'List what it wrote, sent or deleted', 'Export the evidence of this incident and go through every call that was not read-only. What cannot be undone is told to who owns it.'),
  step('recover', DAY, OWNER, 'Narrow the document and have it approved', 'Fewer scopes, a lower depth, no edge to who misled it. A draft takes effect with its approval; tokens that exceed it end then.'),
  step('recover', DAY, WHO, 'Resolve with the cause, then restore read-only first', 'Two people sign each stage. Old tokens stay dead; agents ask for new ones.'),
  step('lessons', 7 * DAY, OWNER, 'Say what would have caught it earlier', 'A narrower mandate, an approval, a shorter lifetime, a drill. Put the one that is cheapest into place, and change this playbook where it did not help.'),
]

const promptInjection: PlaybookStep[] = [
  step('detect', 15, WHO, 'Find the text that carried the instruction', 'Which document, mail, ticket, page or tool answer did the agent read just before it turned? Note where it lies. Do not paste it into another agent.'),
  step('detect', 30, WHO, 'Tell whether other agents have read it', 'Search the record for the same server, tool and resource since the text appeared.'),
  step('contain', 15, WHO, 'Keep every agent that read it stopped', 'Halt those that have read it too, or strip them to what only reads until the text is gone.'),
  step('contain', HOUR, OWNER, 'Take the text away, and keep a copy as evidence', 'Remove or quarantine it at its source, so that a restored agent does not read it again.'),
  step('investigate', 4 * HOUR, OWNER, 'List what was disclosed or changed after it was read', 'Every call between the reading and the halt, with its parameters: what left the company, and to whom.'),
  step('investigate', 4 * HOUR, WHO, 'See whether the refusals held', 'Calls that were denied show what the injection tried. A call that was allowed and should not have been is a gap in scope or approval.'),
  step('recover', DAY, OWNER, 'Part reading untrusted text from acting on it', 'Give the reading and the acting to different agents or mandates; put an approval before what cannot be undone.'),
  step('recover', DAY, WHO, 'Resolve with the cause, then restore read-only first', 'Two people sign each stage. Watch the first hour.'),
  step('lessons', 7 * DAY, OWNER, 'Keep the text as a test', 'Run it against the changed agent where it can do no harm, and add it to what the team tests with.'),
]

const leakedCredential: PlaybookStep[] = [
  step('detect', 15, WHO, 'Name the credential, and where it was seen', 'Which key or token, of which agent, in which log, repository or chat, since when. Note its thumbprint and never the secret.'),
  step('contain', 15, WHO, 'Halt the run or the agent that it belongs to', 'Tokens are bound to a key: without the private key they are of no use, with it they are. Treat the key as lost until the opposite is shown.'),
  step('contain', 30, OWNER, 'Take it away from where it was seen', 'Delete it from the log, the repository’s history, the ticket. Deleting does not un-leak it: go on.'),
  step('investigate', 2 * HOUR, OWNER, 'List every use of it since the leak', 'Everything in the record below this agent since then; uses from a place, a time or with a purpose that is not the team’s are listed one by one.'),
  step('investigate', 4 * HOUR, WHO, 'Look for secrets that it could read', 'Whoever held it could read what its tools reach. Secrets there are changed as well.'),
  step('recover', 8 * HOUR, OWNER, 'Register a new key, made where it will be used', 'Never send a private key. The old one stays revoked.'),
  step('recover', DAY, WHO, 'Resolve with the cause, then restore with fresh credentials', 'Tokens from before stay dead for ever.'),
  step('lessons', 7 * DAY, OWNER, 'Close the way by which it got out', 'A log that prints headers, a file in an image, a shared machine. Say what keeps the next one in.'),
]

const compromisedToolServer: PlaybookStep[] = [
  step('detect', 15, WHO, 'Say what the server did', 'Other tools than before, answers that give orders, data that it should not have. Compare its tools with the last discovery in the record.'),
  step('contain', 15, WHO, 'Halt the server for everybody', 'The order is over the tool server: nobody’s agent may call it, whatever its mandate.'),
  step('contain', 30, WHO, 'Halt agents that acted on its answers', 'Their orders join this incident if you halt them from here; an agent that read a bad answer may carry it on.'),
  step('investigate', 4 * HOUR, WHO, 'List who called it, and what they sent', 'Everything in the record for this server since it changed. What was sent there is disclosed.'),
  step('investigate', 8 * HOUR, WHO, 'Find how it was changed', 'A package update, a changed address, a key of its operator. Ask whoever runs it for their evidence.'),
  step('recover', DAY, WHO, 'Put a verified build back, with changed secrets', 'Pin its version and digest. Everything that the old one could read is changed.'),
  step('recover', DAY, WHO, 'Discover its tools anew and compare', 'Only tools that agents’ documents name can be called. Resolve with the cause, then restore.'),
  step('lessons', 7 * DAY, WHO, 'Say who may change a tool server, and who sees it', 'An owner for the server, a pinned digest, a notice when its tools change.'),
]

const ships = (playbook: Omit<PlaybookView, 'version' | 'written'>): PlaybookView => ({ ...playbook, version: 1, written: null })

/** What stands in every tenant until somebody there writes a version of their own. The first is for what no other is for. */
export const SHIPPED: readonly [PlaybookView, ...PlaybookView[]] = [
  ships({ slug: 'rogue-sub-agent', name: 'Rogue sub-agent', summary: 'An agent, or one below it, did what nobody asked for.', grains: ['agent', 'sub_tree', 'owner', 'platform', 'tenant'], steps: rogueSubAgent }),
  ships({ slug: 'prompt-injection', name: 'Prompt injection', summary: 'Something that an agent read told it what to do.', grains: [], steps: promptInjection }),
  ships({ slug: 'leaked-credential', name: 'Leaked credential', summary: 'A key or a token was where it should not be.', grains: ['run'], steps: leakedCredential }),
  ships({ slug: 'compromised-tool-server', name: 'Compromised tool server', summary: 'A tool or its server answers or acts as somebody else wants.', grains: ['tool', 'tool_server'], steps: compromisedToolServer }),
]
