import { Refusal } from "@/server/contract/_shared/refusal";
import { topicsChange } from "@/server/contract/live/topics";
import { topicChanges } from "@/server/live/hub/topic-changes";
import { directProcedure } from "@/server/trpc/direct-procedure";
import { memberProcedure, router } from "@/server/trpc/trpc";

/**
 * The mutation below, where a hub is and the topics fit: every view that somebody opens asks it, and after a break a
 * thousand screens at once.
 */
const setDirectly = directProcedure(topicsChange, (caller, change) =>
  topicChanges()?.send(caller, change) ? { isFiltered: true } : null,
);

/** What an open live stream tells its screens. */
export const topicsRouter = router({
  /**
   * Gives the caller's stream other topics, in whichever process it is. The stream says when: by the revision in a
   * frame. `isFiltered` is false where streams bring everything.
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
