import { z } from "zod";

export const PASSWORD_CHARS = { min: 8, max: 1_000 } as const;

/** A password that somebody chooses: long enough, and not so long that it is only work for us. */
export const newPassword = z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max);
