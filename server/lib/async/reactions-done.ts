/**
 * Resolves once every reaction to a settled promise has run, also those that such reactions cause: without an answer from outside
 * nothing more happens in this turn of the event loop.
 */
export const reactionsDone = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
