/** How many of those that were applied so far may have failed or drifted back. */
export const mayFail = (items: number, perCent: number): number => Math.floor((items * perCent) / 100)
