import { Refusal } from "@/server/contract/_shared/refusal";
import { topicsChange } from "@/server/contract/live/topics";
import { topicChanges } from "@/server/live/hub/topic-changes";
import { directProcedure } from "@/server/trpc/direct-procedure";
import { memberProcedure, router } from "@/server/trpc/trpc";

/**
 * The mutation below, for a process with a hub and topics that fit: every opened view calls it, and after an outage a
 * thousand screens at the same time.
 */
const setDirectly = directProcedure(topicsChange, (caller, change) =>
  topicChanges()?.send(caller, change) ? { isFiltered: true } : null,
);

/** The topics of an open live stream. */
export const topicsRouter = router({
  /**
   * Changes the topics of the caller's stream, in whichever process it is. A frame with the revision confirms
   * it. `isFiltered` is false where streams send everything.
   */
  set: memberProcedure
    .meta({ direct: setDirectly })
    .input(topicsChange)
    .mutation(({ ctx, input }) => {
      const changes = topicChanges();
      if (changes?.send(ctx.caller, input) === false) throw new Refusal("input.invalid", { field: "topics" });
      return { isFiltered: changes !== null };
    }),
});
