import { z } from "zod";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { id } from "@/server/contract/_shared/dto";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { ERROR_TEXT_MAX, RETRY_MAX } from "@/server/contract/message/undelivered";
import { countUndeliveredOf, listUndelivered } from "@/server/queries/messages/list-undelivered";
import { cursor, inboxId, limit } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** Messages that failed, are unconfirmed or overdue. */
export const undeliveredRouter = router({
  /** Newest first; `me`: in conversations assigned to the caller; `error`: part of the text. */
  list: memberProcedure
    .input(
      z.object({
        assignee: z.enum(["any", "me"]).default("any"),
        /** `any`: failed or unconfirmed. */
        trouble: z.enum(["any", "overdue"]).default("any"),
        error: z.string().max(ERROR_TEXT_MAX).nullish(),
        inboxId: inboxId.nullish(),
        cursor,
        limit,
      }),
    )
    .query(({ ctx, input: { assignee, trouble, cursor: after, limit: most, ...of } }) =>
      listUndelivered(ctx.database, ctx.caller, {
        assignee,
        trouble,
        error: of.error ?? undefined,
        inboxId: of.inboxId ?? undefined,
        cursor: after ?? null,
        limit: most,
      }),
    ),
  counts: memberProcedure.query(async ({ ctx }) => {
    const countsOf = await countUndeliveredOf(ctx.database, ctx.caller.accountId);
    return countsOf(ctx.caller);
  }),
  /**
   * Sends messages again, each in an operation of its own, in order of id: messages of a conversation keep their order. Returns
   * why each one was refused, or null.
   */
  retry: memberProcedure
    .input(z.object({ messageIds: z.array(id).min(1).max(RETRY_MAX) }))
    .mutation(async ({ ctx, input }) => {
      const results: { messageId: number; refusal: RefusalCode | null }[] = [];
      for (const messageId of [...new Set(input.messageIds)].sort((a, b) => a - b)) {
        const refusal = await ctx.run(retryMessage, ctx.caller, { messageId }).then(() => null, refusalOf);
        results.push({ messageId, refusal });
      }
      return results;
    }),
});

function refusalOf(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.refusal;
  throw error;
}
