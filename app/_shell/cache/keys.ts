/** The prefix of the keys of all threads. */
export const THREADS = ["thread"] as const;

/** The query key of a conversation's thread. */
export const threadKey = (displayId: number) => [...THREADS, displayId] as const;
