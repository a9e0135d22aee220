import { z } from "zod";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** Presence: sent live and not stored. */
export const presenceRouter = router({
  /** The caller starts or stops typing in a conversation. Repeat it while typing; calls over the limit are ignored. */
  type: memberProcedure
    .input(z.object({ displayId, isTyping: z.boolean() }))
    .mutation(async ({ ctx: { caller, database }, input }) => {
      if (!(await mayAnnounceTyping(caller.member.id))) return;
      const { conversation } = await getConversation(database, caller, { displayId: input.displayId });
      announceTyping(caller.accountId, { conversation, userId: caller.member.id }, input.isTyping);
    }),
});
