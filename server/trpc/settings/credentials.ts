import { z } from "zod";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import {
  beginTwoFactor,
  confirmTwoFactor,
  renewRecoveryCodes,
  turnOffTwoFactor,
} from "@/server/commands/credentials/two-factor";
import { requireTwoFactor } from "@/server/commands/members/account";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { id } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenInput, tokenDto } from "@/server/contract/credentials/token";
import { confirmTwoFactorInput } from "@/server/contract/member/inputs";
import { clientId } from "@/server/contract/message/inputs";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { newRecoveryCodes, newTotpSecret, totpUri } from "@/server/lib/crypto/totp";
import { clearCodeAttempts, countCode } from "@/server/queries/credentials/check-credentials";
import { listTokens } from "@/server/queries/credentials/token-caller";
import {
  getTwoFactor,
  listTwoFactor,
  requireRecentAuthentication,
} from "@/server/queries/credentials/two-factor";
import { getAccountSettings } from "@/server/queries/members/account";
import { secretOnce } from "@/server/trpc/run-once";
import { administratorProcedure, router, sensitiveProcedure, signedInProcedure } from "@/server/trpc/trpc";
import { accountSetting, changeAccount, changing } from "./account-settings";

/** Changes of the caller's second factor. */
const ownProcedure = signedInProcedure.use(({ ctx, next }) => {
  requireRecentAuthentication(ctx.caller, ctx.now());
  return next();
});

/** Two-factor authentication: the caller's own, and for administrators who has it. */
export const twoFactorRouter = router({
  get: signedInProcedure.query(({ ctx }) => getTwoFactor(ctx.database, ctx.caller)),
  /** `secret` and `uri` are for the caller's authenticator; returned here once. */
  begin: ownProcedure.mutation(async ({ ctx }) => {
    const secret = newTotpSecret();
    await ctx.run(beginTwoFactor, ctx.caller, { secret });
    return { secret, uri: totpUri(secret, { label: ctx.caller.member.email }) };
  }),
  /** The recovery codes are returned here once. */
  confirm: signedInProcedure.input(confirmTwoFactorInput).mutation(async ({ ctx, input: { code } }) => {
    const { id: userId } = ctx.caller.member;
    const recoveryCodes = newRecoveryCodes();
    await countCode(ctx.allAccounts, userId);
    await ctx.run(confirmTwoFactor, ctx.caller, { code: code.replaceAll(/\s/g, ""), recoveryCodes });
    await clearCodeAttempts(ctx.allAccounts, userId);
    return { recoveryCodes };
  }),
  /** New recovery codes, returned once; the earlier ones end. */
  renewCodes: ownProcedure.mutation(async ({ ctx }) => {
    const recoveryCodes = newRecoveryCodes();
    await ctx.run(renewRecoveryCodes, ctx.caller, { recoveryCodes });
    return { recoveryCodes };
  }),
  turnOff: ownProcedure.mutation(async ({ ctx }) => {
    await ctx.run(turnOffTwoFactor, ctx.caller, { userId: ctx.caller.member.id });
  }),
  /** The members who have it. */
  members: administratorProcedure.query(({ ctx }) => listTwoFactor(ctx.database, ctx.caller)),
  /** For another member, who lost their authenticator and their codes. */
  reset: sensitiveProcedure.input(z.object({ userId: id })).mutation(async ({ ctx, input }) => {
    if (input.userId === ctx.caller.userId) throw new Refusal("member.is_caller");
    await ctx.run(turnOffTwoFactor, ctx.caller, input);
  }),
  /** Whether the account requires it of every member. */
  requirement: administratorProcedure.query(async ({ ctx }) => {
    const { requiresTwoFactor } = await getAccountSettings(ctx.database, ctx.caller);
    return { requiresTwoFactor };
  }),
  require: changing("requiresTwoFactor")
    .input(accountSettingsInput.pick({ requiresTwoFactor: true }))
    .mutation(async ({ ctx, input }) => (await ctx.run(requireTwoFactor, ctx.caller, input)).result),
});

const createdToken = z.object({ token: tokenDto, secret: z.string() });

/** API tokens, for administrators. */
export const tokensRouter = router({
  list: administratorProcedure.query(({ ctx }) => listTokens(ctx.database, ctx.caller)),
  /** `secret` is returned here only; the token is one per `clientId`, however often it is requested. */
  create: sensitiveProcedure
    .input(createTokenInput.extend({ clientId: clientId.optional() }))
    .mutation(({ ctx, input: { clientId: key, ...wanted } }) => {
      const secret = newSecret();
      return secretOnce(
        ctx,
        createToken,
        { ...wanted, secret },
        {
          ...{ kind: "token", clientId: key, sameness: wanted },
          answerOf: (token) => ({ token, secret }),
          schema: createdToken,
        },
      );
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
