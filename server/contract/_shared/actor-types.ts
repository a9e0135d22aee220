// Without zod: the browser loads it.

/** Who can have caused a change. */
export const ACTOR_TYPES = ["user", "token", "contact", "bot", "system"] as const;
