import { assignConversation } from "@/server/commands/conversations/assign";
import {
  addPushDevice,
  markAttention,
  queueDigest,
  removePushDevice,
  setNotificationSettings,
  testPushDevice,
  turnOffDigest,
} from "@/server/commands/members/notifications";
import { systemCaller } from "@/server/contract/_shared/caller";
import { DEFAULT_NOTIFICATION_SETTINGS } from "@/server/contract/member/notification-settings";
import { listPushDevices } from "@/server/store/push/push-devices";
import { conversation, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { aSubscription } from "@/test/support/scenes/dtos";
import { adminSessionIdOf, begunAdminSession, begunSession, sessionIdOf } from "./sessions";

const asAgent = { as: (s: Stage) => s.agent };
const asSystem = { as: (s: Stage) => systemCaller(s.accountId) };
const agentId = (s: Stage) => ({ userId: ofAgent(s) });
const deviceIn = (sessionId: string) => ({
  sessionId,
  subscription: aSubscription(),
  locale: "en" as const,
});
const device = (s: Stage) => deviceIn(sessionIdOf(s));
const adminDevice = (s: Stage) => deviceIn(adminSessionIdOf(s));

/** The newest device of an account that was added. */
const newest = new Map<number, number>();
async function rememberNewest(s: Stage, userId: number): Promise<void> {
  const [found] = await listPushDevices(s.world.database, {
    accountId: s.accountId,
    userId,
    sessionId: null,
  });
  newest.set(s.accountId, found?.id ?? 0);
}
async function added(s: Stage): Promise<void> {
  await begunSession(s);
  await s.world.run(addPushDevice, s.agent, device(s));
  await rememberNewest(s, ofAgent(s));
}
async function addedByAdmin(s: Stage): Promise<void> {
  await begunAdminSession(s);
  await s.world.run(addPushDevice, s.admin, adminDevice(s));
  await rememberNewest(s, s.admin.userId ?? 0);
}
const newestOf = ({ accountId }: Stage) => ({ deviceId: newest.get(accountId) ?? 0 });

/** The agent wants mails, and is assigned a conversation. */
async function missed(s: Stage): Promise<void> {
  await s.world.run(setNotificationSettings, s.agent, { ...settings([]), digestMinutes: 15 });
  await s.run(assignConversation, { conversation: conversation(s), assigneeId: ofAgent(s) });
}

/** For verbs of one of the caller's devices. */
const OF_DEVICE = {
  cases: [
    { title: "one's own", expect: "nothing", ...asAgent, given: added, input: newestOf },
    { title: "a colleague's", expect: "push_device.not_found", given: added, input: newestOf },
  ],
  foreign: [
    {
      what: "device",
      scope: "account",
      expect: "push_device.not_found",
      given: addedByAdmin,
      input: (_: Stage, owner: Stage) => newestOf(owner),
    },
  ],
} as const;

export const PUSH_ENTRIES: Record<string, Entry> = {
  "add-push-device": entry(addPushDevice)({
    cases: [
      { title: "of one's own session", expect: "nothing", ...asAgent, given: begunSession, input: device },
      { title: "of a colleague's session", expect: "session.not_found", given: begunSession, input: device },
      {
        title: "for a caller without a user",
        expect: "session.not_found",
        ...asSystem,
        input: device,
      },
    ],
    foreign: [
      {
        what: "session",
        scope: "account",
        expect: "session.not_found",
        given: begunAdminSession,
        input: (_, owner) => adminDevice(owner),
      },
    ],
  }),
  "remove-push-device": entry(removePushDevice)({
    ...OF_DEVICE,
    cases: [...OF_DEVICE.cases],
    foreign: [...OF_DEVICE.foreign],
  }),
  "test-push-device": entry(testPushDevice)({
    ...OF_DEVICE,
    cases: [...OF_DEVICE.cases],
    foreign: [...OF_DEVICE.foreign],
  }),
  "mark-attention": entry(markAttention)({
    cases: [
      {
        title: "in one's own session",
        expect: "nothing",
        ...asAgent,
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s), isHere: true }),
      },
      {
        title: "in a colleague's session",
        expect: "session.not_found",
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s), isHere: true }),
      },
    ],
    foreign: [
      {
        what: "session",
        scope: "account",
        expect: "session.not_found",
        given: begunAdminSession,
        input: (_, owner) => ({ sessionId: adminSessionIdOf(owner), isHere: false }),
      },
    ],
  }),
  "queue-digest": entry(queueDigest)({
    cases: [
      {
        title: "of what a member missed",
        expect: "nothing",
        ...asSystem,
        given: missed,
        input: agentId,
      },
      { title: "of a member who wants none", expect: "nothing", ...asSystem, input: agentId },
      { title: "by a member", expect: "auth.forbidden", input: agentId },
    ],
    foreign: "only the worker calls it, as Tickline",
  }),
  "turn-off-digest": entry(turnOffDigest)({
    cases: [
      { title: "of a member who wants mails", expect: "nothing", ...asSystem, given: missed, input: agentId },
      { title: "of a member who wants none", expect: "nothing", ...asSystem, input: agentId },
      { title: "by a member", expect: "auth.forbidden", input: agentId },
    ],
    foreign: "only an unsubscribe link calls it, as Tickline",
  }),
  "set-notification-settings": entry(setNotificationSettings)({
    cases: [
      { title: "with a muted inbox", expect: "nothing", input: (s) => settings([s.inbox.id]) },
      {
        title: "that mute an inbox of others",
        expect: "nothing",
        ...asAgent,
        input: (s) => settings([s.hiddenInbox.id]),
      },
      {
        title: "for a caller without a user",
        expect: "auth.forbidden",
        ...asSystem,
        input: () => settings([]),
      },
    ],
    foreign: "it is about the caller; inboxes that they may not see are left out",
  }),
};

const settings = (mutedInboxIds: number[]) => ({ ...DEFAULT_NOTIFICATION_SETTINGS, mutedInboxIds });
