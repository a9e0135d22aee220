import { z } from "zod";
import {
  addPushDevice,
  markAllNotificationsRead,
  markAttention,
  markNotificationRead,
  removePushDevice,
  setNotificationSettings,
  testPushDevice,
} from "@/server/commands/members/notifications";
import { id } from "@/server/contract/_shared/dto";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import {
  addPushDeviceInput,
  markAttentionInput,
  notificationSettingsChange,
  pushDeviceInput,
  pushSubscription,
} from "@/server/contract/member/notification-settings";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { listNotificationGroups, readUnreadNotifications } from "@/server/queries/members/list-notifications";
import {
  checkPushDevice,
  getNotificationSettings,
  listPushDevices,
} from "@/server/queries/members/notification-settings";
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

/** A session of an earlier release has no id: it ends with the next sign-in. */
function sessionOf({ sessionId }: SessionCaller): string {
  if (sessionId === null) throw new Refusal("session.not_found");
  return sessionId;
}

/** The caller's session ended after their request was authenticated: they are refused as in every later request. */
function refuseSignedOut(error: unknown): never {
  throw isRefusal(error) && error.refusal === "session.not_found" ? new Refusal("auth.required") : error;
}

/** How the caller is notified, and on which devices. */
export const notificationSettingsRouter = router({
  get: memberProcedure.query(async ({ ctx }) => ({
    ...(await getNotificationSettings(ctx.database, ctx.caller)),
    /** Whether the installation sends mails. */
    sendsMails: ctx.mailsLinks,
  })),
  set: memberProcedure.input(notificationSettingsChange).mutation(async ({ ctx, input }) => {
    await ctx.run(setNotificationSettings, ctx.caller, input);
  }),
  /** The caller's devices, and the key that browsers subscribe with. */
  devices: memberProcedure.query(({ ctx }) => listPushDevices(ctx.database, ctx.caller)),
  /** Whether this session already has the browser's subscription. */
  check: memberProcedure
    .input(pushSubscription.pick({ endpoint: true }))
    .query(({ ctx, input }) => checkPushDevice(ctx.database, ctx.caller, input.endpoint)),
  addDevice: memberProcedure.input(addPushDeviceInput).mutation(async ({ ctx, input }) => {
    const device = { ...input, sessionId: sessionOf(ctx.caller) };
    await ctx.run(addPushDevice, ctx.caller, device).catch(refuseSignedOut);
  }),
  removeDevice: memberProcedure.input(pushDeviceInput).mutation(async ({ ctx, input }) => {
    await ctx.run(removePushDevice, ctx.caller, input);
  }),
  testDevice: memberProcedure.input(pushDeviceInput).mutation(async ({ ctx, input }) => {
    await ctx.run(testPushDevice, ctx.caller, input);
  }),
  /** The caller gave an input in a window, or left it. Repeat the former once a minute at most. */
  attend: memberProcedure.input(markAttentionInput).mutation(async ({ ctx, input }) => {
    const attention = { ...input, sessionId: sessionOf(ctx.caller) };
    await ctx.run(markAttention, ctx.caller, attention).catch(refuseSignedOut);
  }),
});
