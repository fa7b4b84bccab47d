/** What a tool may be called: a name that stands in a scope. */
export const TOOL_NAME = /^[A-Za-z0-9_.-]{1,128}$/
