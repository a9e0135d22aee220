import { z } from "zod";
import { TOKEN_SCOPES } from "@/server/contract/credentials/token";
import { text } from "@/server/contract/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/limits";

export const tokenName = text(1, SHORT_NAME_CHARS_MAX);

export const createTokenInput = z.object({
  name: tokenName,
  scopes: z.array(z.enum(TOKEN_SCOPES)).max(TOKEN_SCOPES.length).default([]),
});
