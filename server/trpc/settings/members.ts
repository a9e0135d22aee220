import { z } from "zod";
import { makePasswordLink } from "@/server/commands/credentials/passwords";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { changeInboxMembers, inviteMember, updateMember } from "@/server/commands/members/members";
import { setAvatar } from "@/server/commands/members/profile";
import type { Locale } from "@/server/contract/_shared/constants";
import { id } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  changeInboxMembersInput,
  inviteMemberInput,
  makePasswordLinkInput,
  setAvatarInput,
  updateMemberInput,
} from "@/server/contract/member/inputs";
import { memberDto } from "@/server/contract/member/member";
import { clientId } from "@/server/contract/message/inputs";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { defined } from "@/server/lib/defined";
import { listMails, listMembers, listMembersLastSeen } from "@/server/queries/members/members";
import type { MemberContext } from "@/server/trpc/context";
import { secretOnce } from "@/server/trpc/run-once";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

const ofMember = z.object({ userId: id });
const invitation = z.object({ member: memberDto, secret: z.string().nullable() });

const mailed = ({ mailsLinks }: MemberContext, locale: Locale | undefined) =>
  mailsLinks && locale !== undefined ? { mail: { locale } } : {};

/** The account's members, and their invitation and deactivation. */
export const membersRouter = router({
  /** Every member may see to whom a conversation can be assigned. */
  list: memberProcedure.query(({ ctx }) => listMembers(ctx.database, ctx.caller)),
  /**
   * `secret` is the end of the link that sets their password; it is returned here once, and not at all when the link
   * is mailed. The member is invited once per `clientId`, however often it is requested.
   */
  invite: sensitiveProcedure
    .input(inviteMemberInput.extend({ clientId: clientId.optional() }))
    .mutation(({ ctx, input: { clientId: key, ...wanted } }) => {
      const { mailIn, ...member } = wanted;
      const link = { secret: newSecret(), ...mailed(ctx, mailIn) };
      return secretOnce(
        ctx,
        inviteMember,
        { ...member, ...link },
        {
          ...{ kind: "invitation", clientId: key, sameness: wanted },
          answerOf: (invited) => ({ member: invited, secret: link.mail ? null : link.secret }),
          schema: invitation,
        },
      );
    }),
  /** A link that replaces an earlier one or a forgotten password. */
  makeLink: sensitiveProcedure
    .input(makePasswordLinkInput.extend(ofMember.shape))
    .mutation(async ({ ctx, input: { userId, mailIn } }) => {
      if (!ctx.hasPasswords) throw new Refusal("auth.password_off");
      const link = { secret: newSecret(), ...mailed(ctx, mailIn) };
      const { result: member } = await ctx.run(makePasswordLink, ctx.caller, { userId, ...link });
      return { member, secret: link.mail ? null : link.secret };
    }),
  /** Whether links set passwords, whether they can be mailed, and the state of the mails. */
  mails: administratorProcedure.query(async ({ ctx }) => ({
    isOn: ctx.mailsLinks,
    hasPasswords: ctx.hasPasswords,
    mails: await listMails(ctx.database, ctx.caller),
  })),
  /** When each member was last seen. */
  lastSeen: administratorProcedure.query(({ ctx }) => listMembersLastSeen(ctx.database, ctx.caller)),
  update: sensitiveProcedure
    .input(updateMemberInput.extend(ofMember.shape))
    .mutation(
      async ({ ctx, input: { userId, ...fields } }) =>
        (await ctx.run(updateMember, ctx.caller, { userId, ...defined(fields) })).result,
    ),
  /** Gives an inbox to agents and takes it from others, as one change. */
  changeInbox: sensitiveProcedure
    .input(changeInboxMembersInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeInboxMembers, ctx.caller, input)).result),
  setAvatar: administratorProcedure
    .input(setAvatarInput.extend(ofMember.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(setAvatar, ctx.caller, input)).result),
  endSessions: administratorProcedure
    .input(ofMember)
    .mutation(async ({ ctx, input }) => (await ctx.run(revokeSessions, ctx.caller, input)).result),
});
