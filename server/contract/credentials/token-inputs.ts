import { z } from "zod";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { TOKEN_SCOPES } from "./token";

export const tokenName = name(SHORT_NAME_CHARS_MAX);

export const createTokenInput = z.object({
  name: tokenName,
  scopes: z.array(z.enum(TOKEN_SCOPES)).max(TOKEN_SCOPES.length).default([]),
});
