import { z } from "zod";
import { beginTwoFactor } from "@/server/commands/credentials/begin-two-factor";
import { confirmTwoFactor } from "@/server/commands/credentials/confirm-two-factor";
import { renewRecoveryCodes } from "@/server/commands/credentials/renew-recovery-codes";
import { turnOffTwoFactor } from "@/server/commands/credentials/turn-off-two-factor";
import { id } from "@/server/contract/_shared/dto";
import { confirmTwoFactorInput, passwordAgainInput } from "@/server/contract/member/inputs";
import { newRecoveryCodes } from "@/server/lib/crypto/recovery-codes";
import { newTotpSecret, totpUri } from "@/server/lib/crypto/totp";
import {
  checkOwnPassword,
  clearCodeAttempts,
  countCode,
} from "@/server/queries/credentials/check-credentials";
import { getTwoFactor } from "@/server/queries/credentials/get-two-factor";
import { listTwoFactor } from "@/server/queries/credentials/list-two-factor";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

/** Changes of the second factor need the password again: an open session is not enough. */
const passwordProcedure = memberProcedure
  .input(passwordAgainInput)
  .use(async ({ ctx, input: { password }, next }) => {
    await checkOwnPassword(ctx.allAccounts, { userId: ctx.caller.member.id, password });
    return next();
  });

/** Two-factor authentication: the caller's own, and for administrators who has it. */
export const twoFactorRouter = router({
  get: memberProcedure.query(({ ctx }) => getTwoFactor(ctx.database, ctx.caller)),
  /** `secret` and `uri` are for the caller's authenticator; returned here once. */
  begin: passwordProcedure.mutation(async ({ ctx }) => {
    const secret = newTotpSecret();
    await ctx.run(beginTwoFactor, ctx.caller, { secret });
    return { secret, uri: totpUri(secret, { label: ctx.caller.member.email }) };
  }),
  /** The recovery codes are returned here once. */
  confirm: memberProcedure.input(confirmTwoFactorInput).mutation(async ({ ctx, input: { code } }) => {
    const { id: userId } = ctx.caller.member;
    const recoveryCodes = newRecoveryCodes();
    await countCode(ctx.allAccounts, userId);
    await ctx.run(confirmTwoFactor, ctx.caller, { code: code.replaceAll(/\s/g, ""), recoveryCodes });
    await clearCodeAttempts(ctx.allAccounts, userId);
    return { recoveryCodes };
  }),
  /** New recovery codes, returned once; the earlier ones end. */
  renewCodes: passwordProcedure.mutation(async ({ ctx }) => {
    const recoveryCodes = newRecoveryCodes();
    await ctx.run(renewRecoveryCodes, ctx.caller, { recoveryCodes });
    return { recoveryCodes };
  }),
  turnOff: passwordProcedure.mutation(async ({ ctx }) => {
    await ctx.run(turnOffTwoFactor, ctx.caller, { userId: ctx.caller.member.id });
  }),
  /** The members who have it. */
  members: administratorProcedure.query(({ ctx }) => listTwoFactor(ctx.database, ctx.caller)),
  /** For a member who lost their authenticator and their codes. */
  reset: administratorProcedure.input(z.object({ userId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(turnOffTwoFactor, ctx.caller, input);
  }),
});
