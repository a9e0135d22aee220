/** What the keys of all threads begin with. */
export const THREADS = ["thread"] as const;

/** The cache's key of a conversation's thread. */
export const threadKey = (displayId: number) => [...THREADS, displayId] as const;

/** The cache's key of messages and notes that are being written into a conversation. */
export const writingKey = (displayId: number) => ["writing", displayId] as const;
