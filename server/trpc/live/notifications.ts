import { z } from "zod";
import {
  markAllNotificationsRead,
  markNotificationRead,
} from "@/server/commands/notifications/notifications-seen";
import { id } from "@/server/contract/_shared/dto";
import { listNotificationGroups, readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { cursor, limit } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** The caller's notifications: of assignments, mentions and customers' messages. */
export const notificationsRouter = router({
  /** One for each conversation. */
  list: memberProcedure
    .input(z.object({ cursor, limit }))
    .query(({ ctx, input }) =>
      listNotificationGroups(ctx.database, ctx.caller, { cursor: input.cursor ?? null, limit: input.limit }),
    ),
  unread: memberProcedure.query(({ ctx }) => readUnreadNotifications(ctx.database, ctx.caller)),
  markRead: memberProcedure.input(z.object({ notificationId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(markNotificationRead, ctx.caller, { ...input, isGroup: true });
  }),
  markAllRead: memberProcedure.mutation(async ({ ctx }) => {
    await ctx.run(markAllNotificationsRead, ctx.caller, undefined);
  }),
});
