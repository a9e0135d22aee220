import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { TOKEN_SCOPES } from "./token";

export const tokenName = text(1, SHORT_NAME_CHARS_MAX);

export const createTokenInput = z.object({
  name: tokenName,
  scopes: z.array(z.enum(TOKEN_SCOPES)).max(TOKEN_SCOPES.length).default([]),
});
