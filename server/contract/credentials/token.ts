import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/dto";

/** `conversations:purge`: may delete permanently, by DELETE or by a confirmed deletion. */
export const TOKEN_SCOPES = ["conversations:purge"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const tokenDto = z.object({
  ...versioned,
  userId: id,
  name: z.string(),
  /** The first characters, to distinguish tokens. The whole token is shown once and stored as a hash. */
  prefix: z.string(),
  /** What it may do in addition to its member's rights. */
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  revokedAt: instant.nullable(),
});
export type TokenDto = z.infer<typeof tokenDto>;
