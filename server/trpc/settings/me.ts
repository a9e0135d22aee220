import { changePassword } from "@/server/commands/credentials/change-password";
import { endSession } from "@/server/commands/credentials/end-session";
import { revokeSessions } from "@/server/commands/credentials/revoke-sessions";
import { setAvailability } from "@/server/commands/members/set-availability";
import { updateProfile } from "@/server/commands/members/update-profile";
import { setUndoSend } from "@/server/commands/messages/set-undo-send";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  changePasswordInput,
  endSessionInput,
  setAvailabilityInput,
  setUndoSendInput,
  updateProfileInput,
} from "@/server/contract/member/inputs";
import { isCommonPassword } from "@/server/lib/crypto/common-password";
import { hashPassword } from "@/server/lib/crypto/password";
import { checkOwnPassword } from "@/server/queries/credentials/check-credentials";
import { listSessions } from "@/server/queries/credentials/list-sessions";
import { getAccountName } from "@/server/queries/members/get-account";
import { getUndoSend } from "@/server/queries/messages/get-undo-send";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** The signed-in member and their sessions. */
export const meRouter = router({
  get: memberProcedure.query(async ({ ctx: { caller, database } }) => ({
    user: { id: caller.member.id, name: caller.member.name, email: caller.member.email },
    role: caller.member.role,
    account: await getAccountName(database, caller),
    inboxIds: caller.inboxIds,
    /** The caller's undo window in seconds; 0 = messages are sent immediately. */
    undoSendSeconds: await getUndoSend(database, caller),
  })),
  setUndoSend: memberProcedure.input(setUndoSendInput).mutation(async ({ ctx, input }) => {
    await ctx.run(setUndoSend, ctx.caller, input);
    return input;
  }),
  setAvailability: memberProcedure
    .input(setAvailabilityInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(setAvailability, ctx.caller, input)).result),
  update: memberProcedure
    .input(updateProfileInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(updateProfile, ctx.caller, input)).result),
  /** Ends all sessions, this one too: the screen signs in again with the new password. */
  changePassword: memberProcedure
    .input(changePasswordInput)
    .mutation(async ({ ctx, input: { current, password } }) => {
      await checkOwnPassword(ctx.allAccounts, { userId: ctx.caller.member.id, password: current });
      const { name, email } = ctx.caller.member;
      if (isCommonPassword(password, [name, email]))
        throw new Refusal("auth.common_password", { field: "password" });
      await ctx.run(changePassword, ctx.caller, { passwordHash: await hashPassword(password) });
    }),
  /** The caller's sessions. */
  sessions: memberProcedure.query(({ ctx }) => listSessions(ctx.database, ctx.caller)),
  endSession: memberProcedure.input(endSessionInput).mutation(async ({ ctx, input }) => {
    await ctx.run(endSession, ctx.caller, input);
  }),
  /** Ends all sessions, this one too. */
  endSessions: memberProcedure.mutation(async ({ ctx }) => {
    await ctx.run(revokeSessions, ctx.caller, { userId: ctx.caller.member.id });
  }),
});
