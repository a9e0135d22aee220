import { z } from "zod";
import { id, instant, versioned } from "./dto";

export const tokenDto = z.object({
  ...versioned,
  userId: id,
  name: z.string(),
  /** The first characters, to tell tokens apart; the whole is shown once and kept hashed. */
  prefix: z.string(),
  revokedAt: instant.nullable(),
});
export type TokenDto = z.infer<typeof tokenDto>;
