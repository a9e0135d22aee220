import { z } from "zod";
import { actor, id } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { browseLog, getEventText } from "@/server/queries/events/browse-log";
import { cursor, displayId, instant, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** The account's log, for administrators. */
export const eventsRouter = router({
  list: administratorProcedure
    .input(
      z.object({
        types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).nullish(),
        displayId: displayId.nullish(),
        conversationId: id.nullish(),
        actor: z.object({ type: actor.shape.type, id: id.nullish() }).nullish(),
        from: instant.nullish(),
        to: instant.nullish(),
        order: z.enum(["newest", "oldest"]).default("newest"),
        cursor,
        limit,
      }),
    )
    .query(({ ctx, input }) => ctx.database.snapshot((db) => browseLog(db, ctx.caller, input))),
  /** The same text as in `/v1/events`. */
  get: administratorProcedure
    .input(z.object({ seq: z.number().int().positive() }))
    .query(({ ctx, input }) => getEventText(ctx.database, ctx.caller, input.seq)),
});
