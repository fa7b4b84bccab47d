/** How many agents a chain of delegations has at most, the first one included. */
export const DEPTH_MAX = 4
