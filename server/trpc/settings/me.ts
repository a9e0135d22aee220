import { recording } from "@/server/commands/_run/permission";
import { changePassword } from "@/server/commands/credentials/passwords";
import { endSession, reauthenticate, revokeSessions } from "@/server/commands/credentials/sessions";
import {
  setAlertMails,
  setAvailability,
  setAvatar,
  setReplyAssignment,
  setSignature,
  updateProfile,
} from "@/server/commands/members/profile";
import { setUndoSend } from "@/server/commands/messages/undo-send";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  changePasswordInput,
  endSessionInput,
  reauthenticateInput,
  setAlertMailsInput,
  setAvailabilityInput,
  setAvatarInput,
  setReplyAssignmentInput,
  setSignatureInput,
  setUndoSendInput,
  updateProfileInput,
} from "@/server/contract/member/inputs";
import { hashPassword, isCommonPassword } from "@/server/lib/crypto/password";
import {
  checkOwnPassword,
  clearCodeAttempts,
  countCode,
} from "@/server/queries/credentials/check-credentials";
import { listSessions } from "@/server/queries/credentials/session-caller";
import { getIdentification, requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { getAccountName } from "@/server/queries/members/account";
import {
  getAlertMails,
  getReplyAssignment,
  getSignatures,
  readNotices,
} from "@/server/queries/members/profile";
import { getUndoSend } from "@/server/queries/messages/drafts";
import { memberProcedure, router, signedInProcedure } from "@/server/trpc/trpc";

/** The signed-in member and their sessions. */
export const meRouter = router({
  get: signedInProcedure.query(async ({ ctx: { caller, database } }) => ({
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
  alertMails: memberProcedure.query(({ ctx }) => getAlertMails(ctx.database, ctx.caller)),
  setAlertMails: memberProcedure.input(setAlertMailsInput).mutation(async ({ ctx, input }) => {
    await ctx.run(setAlertMails, ctx.caller, input);
    return input;
  }),
  replyAssignment: memberProcedure.query(({ ctx }) => getReplyAssignment(ctx.database, ctx.caller)),
  setReplyAssignment: memberProcedure.input(setReplyAssignmentInput).mutation(async ({ ctx, input }) => {
    await ctx.run(setReplyAssignment, ctx.caller, input);
    return input;
  }),
  signatures: memberProcedure.query(({ ctx }) => getSignatures(ctx.database, ctx.caller)),
  setSignature: memberProcedure.input(setSignatureInput).mutation(async ({ ctx, input }) => {
    await ctx.run(setSignature, ctx.caller, input);
    return input;
  }),
  setAvailability: memberProcedure
    .input(setAvailabilityInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(setAvailability, ctx.caller, input)).result),
  setAvatar: memberProcedure
    .input(setAvatarInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(setAvatar, ctx.caller, input)).result),
  update: memberProcedure
    .input(updateProfileInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(updateProfile, ctx.caller, input)).result),
  /** Ends all sessions, this one too: the screen signs in again with the new password. */
  changePassword: memberProcedure
    .input(changePasswordInput)
    .mutation(async ({ ctx, input: { current, password } }) => {
      if (!ctx.hasPasswords) throw new Refusal("auth.password_off");
      await checkOwnPassword(ctx.allAccounts, { userId: ctx.caller.member.id, password: current });
      const { name, email } = ctx.caller.member;
      if (isCommonPassword(password, [name, email]))
        throw new Refusal("auth.common_password", { field: "password" });
      await ctx.run(changePassword, ctx.caller, { passwordHash: await hashPassword(password) });
    }),
  /** What operators have begun and not ended. */
  notices: memberProcedure.query(({ ctx }) => readNotices(ctx.caller)),
  /** How the caller may prove who they are: also what their profile offers. */
  identification: signedInProcedure.query(({ ctx }) => getIdentification(ctx.allAccounts, ctx.caller, ctx)),
  /** Allows sensitive actions in this session for some minutes, by the password or a code. */
  reauthenticate: signedInProcedure.input(reauthenticateInput).mutation(async ({ ctx, input }) => {
    const { sessionId, member } = ctx.caller;
    if (sessionId === null) throw new Refusal("session.not_found");
    const userId = member.id;
    if ("code" in input) {
      await countCode(ctx.allAccounts, userId);
      await ctx.run(reauthenticate, recording(ctx.caller), { sessionId, code: input.code });
      await clearCodeAttempts(ctx.allAccounts, userId);
    } else {
      if (!ctx.hasPasswords) throw new Refusal("auth.password_off");
      await checkOwnPassword(ctx.allAccounts, { userId, password: input.password });
      await ctx.run(reauthenticate, recording(ctx.caller), { sessionId });
    }
  }),
  /** Refuses unless sensitive actions are allowed now: for a download, which cannot ask. */
  checkAuthentication: memberProcedure.mutation(({ ctx }) => {
    requireRecentAuthentication(ctx.caller, ctx.now());
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
