import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/dto";

/** `conversations:purge`: to delete for ever, in one call or confirmed. */
export const TOKEN_SCOPES = ["conversations:purge"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const tokenDto = z.object({
  ...versioned,
  userId: id,
  name: z.string(),
  /** The first characters, to tell tokens apart; the whole is shown once and kept hashed. */
  prefix: z.string(),
  /** What it may do beyond what its member may by hand. */
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  revokedAt: instant.nullable(),
});
export type TokenDto = z.infer<typeof tokenDto>;
