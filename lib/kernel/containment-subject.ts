/**
 * How the subjects of containment that have no id of their own are named, in the database and to enforcement points:
 * by what a token and its route say alone.
 */
export const runKey = (agentId: string, runId: string): string => `${agentId}/${runId}`
/** One tool of a server; a server is named by its slug. */
export const toolKey = (server: string, tool: string): string => `${server}:${tool}`
