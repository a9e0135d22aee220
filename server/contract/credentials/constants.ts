// Without zod: the browser loads it.

/** The bounds of a password. */
export const PASSWORD_CHARS = { min: 8, max: 1_000 } as const;
