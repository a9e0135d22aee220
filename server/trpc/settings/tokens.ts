import { z } from "zod";
import { changeOrigins, changeUrlKeys } from "@/server/commands/credentials/api-settings";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { changeKnownContacts } from "@/server/commands/members/account";
import { changeUnflaggedMessages } from "@/server/commands/members/change-unflagged-messages";
import { id } from "@/server/contract/_shared/dto";
import {
  changeKnownContactsInput,
  changeOriginsInput,
  changeUnflaggedMessagesInput,
  changeUrlKeysInput,
  createTokenInput,
} from "@/server/contract/credentials/token";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { listAllowedOrigins } from "@/server/queries/credentials/allowed-origins";
import { listTokens } from "@/server/queries/credentials/token-caller";
import { acceptsKnownContacts, acceptsUrlKeys } from "@/server/queries/members/account";
import { readUnflaggedStorage } from "@/server/queries/members/unflagged-storage";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** API tokens, for administrators. */
export const tokensRouter = router({
  list: administratorProcedure.query(({ ctx }) => listTokens(ctx.database, ctx.caller)),
  /** `secret` is returned here once. */
  create: sensitiveProcedure.input(createTokenInput).mutation(async ({ ctx, input }) => {
    const secret = newSecret();
    const { result } = await ctx.run(createToken, ctx.caller, { ...input, secret });
    return { token: result, secret };
  }),
  /** Whether the account accepts API keys in URLs. */
  urlKeys: administratorProcedure.query(({ ctx }) => acceptsUrlKeys(ctx.database, ctx.caller)),
  changeUrlKeys: sensitiveProcedure
    .input(changeUrlKeysInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeUrlKeys, ctx.caller, input)).result),
  /** Whether Chatwoot's API answers the creation of a contact that exists with that contact. */
  knownContacts: administratorProcedure.query(({ ctx }) => acceptsKnownContacts(ctx.database, ctx.caller)),
  unflaggedMessages: administratorProcedure.query(({ ctx }) =>
    readUnflaggedStorage(ctx.database, ctx.caller),
  ),
  changeUnflaggedMessages: administratorProcedure
    .input(changeUnflaggedMessagesInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeUnflaggedMessages, ctx.caller, input)).result),
  changeKnownContacts: administratorProcedure
    .input(changeKnownContactsInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeKnownContacts, ctx.caller, input)).result),
  /** The sites whose pages may call the APIs. */
  origins: administratorProcedure.query(({ ctx }) => listAllowedOrigins(ctx.database, ctx.caller)),
  changeOrigins: sensitiveProcedure
    .input(changeOriginsInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeOrigins, ctx.caller, input)).result),
  revoke: administratorProcedure
    .input(z.object({ tokenId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(revokeToken, ctx.caller, input)).result),
});
