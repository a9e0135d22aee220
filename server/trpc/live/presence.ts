import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { shared } from "@/server/lib/shared";
import { ephemeralEvents } from "@/server/live/hub/ephemeral-events";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** Far more than a writer needs. */
const limiter = () => shared("typing-limit", () => new RateLimiterMemory({ points: 10, duration: 10 }));

/** Presence: sent live and not stored. */
export const presenceRouter = router({
  /** The caller starts or stops typing in a conversation. Repeat it while typing; calls over the limit are ignored. */
  type: memberProcedure
    .input(z.object({ displayId, isTyping: z.boolean() }))
    .mutation(async ({ ctx: { caller, database }, input }) => {
      const isTooOften = await limiter()
        .consume(caller.member.id)
        .then(
          () => false,
          () => true,
        );
      if (isTooOften) return;
      const { conversation } = await getConversation(database, caller, { displayId: input.displayId });
      const { displayId: at, inboxId } = conversation;
      ephemeralEvents()?.type(
        caller.accountId,
        { displayId: at, inboxId, userId: caller.member.id },
        input.isTyping,
      );
    }),
});
