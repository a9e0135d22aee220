import { z } from "zod";
import { retryMessage } from "@/server/commands/messages/retry-message";
import {
  dismissMessage,
  markDelivered,
  undismissMessage,
} from "@/server/commands/messages/undelivered-messages";
import { id } from "@/server/contract/_shared/dto";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { dismissMessageInput } from "@/server/contract/message/inputs";
import { ERROR_TEXT_MAX, SELECTED_MAX } from "@/server/contract/message/undelivered";
import { countUndeliveredOf, listUndelivered } from "@/server/queries/messages/list-undelivered";
import { cursor, inboxId, limit } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const selected = z.object({ messageIds: z.array(id).min(1).max(SELECTED_MAX) });

/** Messages that failed, are unconfirmed or overdue. */
export const undeliveredRouter = router({
  /** Newest first; `me`: in conversations assigned to the caller; `error`: part of the text. */
  list: memberProcedure
    .input(
      z.object({
        assignee: z.enum(["any", "me"]).default("any"),
        /** `any`: failed or unconfirmed, and not dismissed. */
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
  /** Sends messages again: those of a conversation keep their order. */
  retry: memberProcedure
    .input(selected)
    .mutation(({ ctx, input }) =>
      changeEach(input, (messageId) => ctx.run(retryMessage, ctx.caller, { messageId })),
    ),
  markDelivered: memberProcedure
    .input(selected)
    .mutation(({ ctx, input }) =>
      changeEach(input, (messageId) => ctx.run(markDelivered, ctx.caller, { messageId })),
    ),
  dismiss: memberProcedure
    .input(selected.extend(dismissMessageInput.shape))
    .mutation(({ ctx, input: { reason, ...input } }) =>
      changeEach(input, (messageId) => ctx.run(dismissMessage, ctx.caller, { messageId, reason })),
    ),
  undismiss: memberProcedure
    .input(selected)
    .mutation(({ ctx, input }) =>
      changeEach(input, (messageId) => ctx.run(undismissMessage, ctx.caller, { messageId })),
    ),
});

type Changed = { messageId: number; refusal: RefusalCode | null };

/** Changes each message in an operation of its own, in order of id; returns why each one was refused, or null. */
async function changeEach(
  { messageIds }: z.infer<typeof selected>,
  change: (messageId: number) => Promise<unknown>,
): Promise<Changed[]> {
  const results: Changed[] = [];
  for (const messageId of [...new Set(messageIds)].sort((a, b) => a - b))
    results.push({ messageId, refusal: await change(messageId).then(() => null, refusalOf) });
  return results;
}

function refusalOf(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.refusal;
  throw error;
}
