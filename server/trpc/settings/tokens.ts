import { z } from "zod";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { id } from "@/server/contract/_shared/dto";
import { createTokenInput } from "@/server/contract/credentials/token";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { listTokens } from "@/server/queries/credentials/token-caller";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";
import { accountSetting, changeAccount, changing } from "./account-settings";

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
  urlKeys: accountSetting("acceptsUrlKeys"),
  changeUrlKeys: changing("acceptsUrlKeys")
    .input(accountSettingsInput.pick({ acceptsUrlKeys: true }))
    .mutation(changeAccount),
  /** Whether Chatwoot's API answers the creation of a contact that exists with that contact. */
  knownContacts: accountSetting("acceptsKnownContacts"),
  changeKnownContacts: changing("acceptsKnownContacts")
    .input(accountSettingsInput.pick({ acceptsKnownContacts: true }))
    .mutation(changeAccount),
  unflaggedMessages: accountSetting("messagesWithoutFlags"),
  changeUnflaggedMessages: changing("messagesWithoutFlags")
    .input(accountSettingsInput.pick({ messagesWithoutFlags: true }))
    .mutation(changeAccount),
  /** The sites whose pages may call the APIs. */
  origins: accountSetting("allowedOrigins"),
  changeOrigins: changing("allowedOrigins")
    .input(accountSettingsInput.pick({ allowedOrigins: true }))
    .mutation(changeAccount),
  revoke: administratorProcedure
    .input(z.object({ tokenId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(revokeToken, ctx.caller, input)).result),
});
