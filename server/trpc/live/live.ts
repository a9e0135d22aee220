import { setTimeout as pause } from "node:timers/promises";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import type { Frame } from "@/server/contract/live/frame";
import { connectionId, topicsChange } from "@/server/contract/live/topics";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";
import { topicChanges } from "@/server/live/hub/topic-changes";
import { readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listEvents } from "@/server/queries/events/list-events";
import type { MemberContext } from "@/server/trpc/context";
import { toTrpcError } from "@/server/trpc/errors";
import { displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** The interval of reading the log and checking the session, in ms. */
const POLL_MS = 250;
const FRAME_EVENTS_MAX = 500;

/**
 * Changes, as frames, after `lastEventId` or from now on. In Tickline's own server the hub answers this URL before
 * tRPC does, with the same wire format; this is the contract that tests compare it with, and what a plain Next host uses.
 */
export const live = memberProcedure
  // `connectionId` names the stream for the hub, which then filters by topics; here it sends everything. `memberId` names the
  // member of the page, as `MEMBER_HEADER` does: an `EventSource` sends no headers.
  .input(
    z
      .object({
        lastEventId: z.string().max(100).optional(),
        connectionId: connectionId.optional(),
        memberId: z.number().int().optional(),
      })
      .optional(),
  )
  .subscription(async function* ({ ctx, input, signal }) {
    if (input?.memberId !== undefined && input.memberId !== ctx.caller.userId)
      throw toTrpcError(new Refusal("auth.required"));
    let cursor = input?.lastEventId ?? (await readAsOf(ctx.database, ctx.caller.accountId));
    // Sent immediately: a client that disconnects before the first event must be able to resume from here.
    if (input?.lastEventId === undefined) yield tracked<Frame>(cursor, { cursor, events: [] });
    while (!signal?.aborted) {
      const frame = await nextFrame(ctx, cursor);
      if (frame.cursor !== cursor || frame.reset) yield tracked(frame.cursor, frame);
      if (frame.cursor === cursor) await pause(POLL_MS, undefined, { signal }).catch(() => undefined); // disconnected: the loop ends
      cursor = frame.cursor;
    }
  });

/** The events after a cursor, for the current caller; a cursor that cannot be continued is answered by a reset. */
async function nextFrame({ database, readCaller }: MemberContext, after: string): Promise<Frame> {
  const caller = await readCaller();
  if (!caller) throw toTrpcError(new Refusal("auth.required"));
  try {
    const { data, nextCursor } = await listEvents(database, caller, { after, limit: FRAME_EVENTS_MAX });
    return { cursor: nextCursor, events: data };
  } catch (error) {
    if (!isRefusal(error) || !error.refusal.startsWith("cursor.")) throw error;
    const cursor = await readAsOf(database, caller.accountId);
    return { cursor, events: [], reset: { cursor } };
  }
}

/** The topics of an open live stream. */
export const topicsRouter = router({
  /**
   * Changes the topics of the caller's stream, in whichever process it is. A frame with the revision confirms
   * it. `isFiltered` is false where streams send everything.
   */
  set: memberProcedure.input(topicsChange).mutation(({ ctx, input }) => {
    const changes = topicChanges();
    if (changes?.send(ctx.caller, input) === false) throw new Refusal("input.invalid", { field: "topics" });
    return { isFiltered: changes !== null };
  }),
});

/** Presence: sent live and not stored. */
export const presenceRouter = router({
  /**
   * The caller starts or stops typing in a conversation; of a note no customer sees it. Repeat it while typing; calls over the
   * limit are ignored.
   */
  type: memberProcedure
    .input(z.object({ displayId, isTyping: z.boolean(), isNote: z.boolean().default(false) }))
    .mutation(async ({ ctx: { caller, database }, input: { displayId, isTyping, isNote } }) => {
      if (!(await mayAnnounceTyping(caller.member.id))) return;
      const { conversation } = await getConversation(database, caller, { displayId });
      const typer = { conversation, userId: caller.member.id, isPrivate: isNote };
      announceTyping(caller.accountId, typer, isTyping);
    }),
});
