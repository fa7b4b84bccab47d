/** Calls that began in one stretch of time, by how they ended. `at` is its beginning, ISO 8601. */
export type CallsBucket = Readonly<{ at: string; allowed: number; denied: number; cut?: number }>
