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

/** What touches the second factor asks for the password again: a window left open is not enough. */
const passwordProcedure = memberProcedure
  .input(passwordAgainInput)
  .use(async ({ ctx, input: { password }, next }) => {
    await checkOwnPassword(ctx.database, { userId: ctx.caller.member.id, password });
    return next();
  });

/** The second step of signing in: one's own, and as an administrator who has it. */
export const twoFactorRouter = router({
  get: memberProcedure.query(({ ctx }) => getTwoFactor(ctx.database, ctx.caller)),
  /** `secret` and `uri` are for the caller's authenticator; told here and never again. */
  begin: passwordProcedure.mutation(async ({ ctx }) => {
    const secret = newTotpSecret();
    await ctx.run(beginTwoFactor, ctx.caller, { secret });
    return { secret, uri: totpUri(secret, { label: ctx.caller.member.email }) };
  }),
  /** The recovery codes are told here and never again. */
  confirm: memberProcedure.input(confirmTwoFactorInput).mutation(async ({ ctx, input: { code } }) => {
    const { id: userId } = ctx.caller.member;
    const recoveryCodes = newRecoveryCodes();
    await countCode(ctx.database, userId);
    await ctx.run(confirmTwoFactor, ctx.caller, { code: code.replaceAll(/\s/g, ""), recoveryCodes });
    await clearCodeAttempts(ctx.database, userId);
    return { recoveryCodes };
  }),
  /** The same of new ones; the earlier ones end. */
  renewCodes: passwordProcedure.mutation(async ({ ctx }) => {
    const recoveryCodes = newRecoveryCodes();
    await ctx.run(renewRecoveryCodes, ctx.caller, { recoveryCodes });
    return { recoveryCodes };
  }),
  turnOff: passwordProcedure.mutation(async ({ ctx }) => {
    await ctx.run(turnOffTwoFactor, ctx.caller, { userId: ctx.caller.member.id });
  }),
  /** Who has it on. */
  members: administratorProcedure.query(({ ctx }) => listTwoFactor(ctx.database, ctx.caller)),
  /** For who has lost their authenticator and their codes. */
  reset: administratorProcedure.input(z.object({ userId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(turnOffTwoFactor, ctx.caller, input);
  }),
});
