import { z } from "zod";

export const PASSWORD_CHARS = { min: 8, max: 1_000 } as const;

/** A new password. The maximum bounds the work of hashing. */
export const newPassword = z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max);
