// Without zod: the browser loads it.

/** Who can have caused a change. */
export const ACTOR_TYPES = ["user", "token", "contact", "bot", "system"] as const;

/** The supported languages. */
export const LOCALES = ["en", "zh"] as const;
export type Locale = (typeof LOCALES)[number];
