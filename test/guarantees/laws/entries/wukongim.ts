import { randomBytes } from "node:crypto";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import {
  changeListed,
  dropChannelSettings,
  setChannelFlags,
} from "@/server/dialects/wukongim/commands/channel-settings";
import { connectDevice, saveDevicePositions } from "@/server/dialects/wukongim/commands/connected-devices";
import { keepPayloads } from "@/server/dialects/wukongim/commands/keep-payloads";
import { notifyOnlineStatus } from "@/server/dialects/wukongim/commands/notify-online-status";
import { type SetPlace, setPlace } from "@/server/dialects/wukongim/commands/place";
import { addSystemUids, dropDeviceTokens, setDeviceToken } from "@/server/dialects/wukongim/commands/users";
import { LISTED_MAX } from "@/server/dialects/wukongim/domain/limits";
import { conversation, foreignConversation } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const channel = (s: Stage) => ({ inboxId: s.inbox.id, channelType: 2, channelId: "g1" });
const device = (s: Stage) => ({ inboxId: s.inbox.id, uid: "u1", deviceFlag: 1 });
const token = { deviceLevel: 1, tokenHash: randomBytes(32) };
const crowd = Array.from({ length: LISTED_MAX + 1 }, (_, nth) => `u${nth}`);

const foreignInbox = <I>(input: (inboxId: number) => I): ForeignId<I>[] => [
  { what: "inbox", scope: "inbox", expect: "inbox.not_found", input: (_, owner) => input(owner.inbox.id) },
];

/** What only WuKongIM's API reads: it makes no events. */
export const WUKONGIM_ENTRIES: Record<string, Entry> = {
  "set-channel-flags": entry(setChannelFlags)({
    cases: [
      {
        title: "of a new one",
        expect: "nothing",
        input: (s) => ({ channel: channel(s), flags: { ban: true } }),
      },
      {
        title: "of a known one",
        expect: "nothing",
        given: (s) => s.run(setChannelFlags, { channel: channel(s), flags: { ban: true } }),
        input: (s) => ({ channel: channel(s), flags: { ban: false, disband: true } }),
      },
    ],
    foreign: foreignInbox((inboxId) => ({
      channel: { inboxId, channelType: 2, channelId: "g1" },
      flags: {},
    })),
  }),

  "drop-channel-settings": entry(dropChannelSettings)({
    cases: [
      {
        title: "with flags",
        expect: "nothing",
        given: (s) => s.run(setChannelFlags, { channel: channel(s), flags: { ban: true } }),
        input: (s) => ({ channel: channel(s) }),
      },
    ],
    foreign: foreignInbox((inboxId) => ({ channel: { inboxId, channelType: 2, channelId: "g1" } })),
  }),

  "change-listed": entry(changeListed)({
    cases: [
      {
        title: "one more, one less",
        expect: "nothing",
        given: (s) => s.run(changeListed, { channel: channel(s), list: "deny", add: ["u1"] }),
        input: (s) => ({ channel: channel(s), list: "deny", add: ["u2"], remove: ["u1"] }),
      },
      {
        title: "others instead",
        expect: "nothing",
        input: (s) => ({ channel: channel(s), list: "allow", isReset: true, add: ["u1"] }),
      },
      {
        title: "too many",
        expect: "input.invalid",
        input: (s) => ({ channel: channel(s), list: "allow", add: crowd }),
      },
    ],
    foreign: foreignInbox((inboxId) => ({
      channel: { inboxId, channelType: 2, channelId: "g1" },
      list: "deny" as const,
      add: ["u1"],
    })),
  }),

  "set-device-token": entry(setDeviceToken)({
    cases: [
      { title: "a first one", expect: "nothing", input: (s) => ({ ...device(s), ...token }) },
      {
        title: "another one",
        expect: "nothing",
        given: (s) => s.run(setDeviceToken, { ...device(s), ...token }),
        input: (s) => ({ ...device(s), ...token, deviceLevel: 0 }),
      },
    ],
    foreign: foreignInbox((inboxId) => ({ inboxId, uid: "u1", deviceFlag: 1, ...token })),
  }),

  "drop-device-tokens": entry(dropDeviceTokens)({
    cases: [
      {
        title: "of one device",
        expect: "nothing",
        given: (s) => s.run(setDeviceToken, { ...device(s), ...token }),
        input: (s) => device(s),
      },
      { title: "of all", expect: "nothing", input: (s) => ({ ...device(s), deviceFlag: null }) },
    ],
    foreign: foreignInbox((inboxId) => ({ inboxId, uid: "u1", deviceFlag: 1 })),
  }),

  "add-system-uids": entry(addSystemUids)({
    cases: [
      { title: "two", expect: "nothing", input: (s) => ({ inboxId: s.inbox.id, uids: ["desk", "bot"] }) },
      { title: "too many", expect: "input.invalid", input: (s) => ({ inboxId: s.inbox.id, uids: crowd }) },
    ],
    foreign: foreignInbox((inboxId) => ({ inboxId, uids: ["desk"] })),
  }),

  "connect-device": entry(connectDevice)({
    cases: [
      { title: "a new one", expect: "nothing", input: (s) => ({ contactId: s.contact.id, name: "1:phone" }) },
      {
        title: "a known one",
        expect: "nothing",
        given: (s) => s.run(connectDevice, { contactId: s.contact.id, name: "1:phone" }),
        input: (s) => ({ contactId: s.contact.id, name: "1:phone" }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id, name: "1:phone" }),
      },
    ],
  }),

  "save-device-positions": entry(saveDevicePositions)({
    cases: [
      {
        title: "of a device",
        expect: "nothing",
        given: connectPhone,
        input: (s) => positionsOf(s, phones.get(s) ?? 0),
      },
    ],
    foreign: "unknown devices are left out",
  }),

  "set-place": entry(setPlace)({
    cases: [
      {
        title: "hidden",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s), contactId: s.contact.id, hiddenNumber: 2 }),
      },
      {
        title: "unread",
        expect: "nothing",
        given: (s) =>
          s.run(setPlace, { conversation: conversation(s), contactId: s.contact.id, peerUid: "desk" }),
        input: (s) => ({
          conversation: conversation(s),
          contactId: s.contact.id,
          unread: { count: 3, atNumber: 2 },
        }),
      },
    ],
    foreign: [
      ...foreignConversation<SetPlace>((own, ref) => ({
        conversation: ref,
        contactId: own.contact.id,
        hiddenNumber: 1,
      })),
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (own, owner) => ({
          conversation: conversation(own),
          contactId: owner.contact.id,
          hiddenNumber: 1,
        }),
      },
    ],
  }),

  "keep-payloads": entry(keepPayloads)({
    cases: [
      {
        title: "of a message",
        expect: "nothing",
        input: (s) => ({ payloads: [payloadOf(s.incoming.id, s.conversation.id)] }),
      },
    ],
    foreign: [
      {
        what: "conversation",
        scope: "inbox",
        expect: "conversation.not_found",
        input: (own, owner) => ({ payloads: [payloadOf(own.incoming.id, owner.conversation.id)] }),
      },
    ],
  }),

  "notify-online-status": entry(notifyOnlineStatus)({
    cases: [
      {
        title: "to an endpoint that hears of it",
        expect: "nothing",
        given: (s) =>
          s.run(createEndpoint, {
            url: "https://hooks.example.com/in",
            types: ["*"],
            format: "wukongim_status",
          }),
        input: (s) => ({ inboxId: s.inbox.id, statuses: ["u1-1-1-7c3e-1-1"] }),
      },
    ],
    foreign: "only the server calls it, for its own account; another account's inbox has no endpoint in it",
  }),
};
const phones = new WeakMap<Stage, number>();
async function connectPhone(s: Stage): Promise<void> {
  phones.set(s, (await s.run(connectDevice, { contactId: s.contact.id, name: "1:phone" })).result.id);
}

const positionsOf = (s: Stage, deviceId: number) => ({
  positions: [{ deviceId, conversationId: s.conversation.id, number: 3 }],
  commands: [{ deviceId, number: 2 }],
});

const payloadOf = (messageId: number, conversationId: number) => ({
  messageId,
  conversationId,
  fromUid: "u1",
  clientMsgNo: "1",
  payload: Buffer.from('{"type":1,"content":"你好"}'),
  setting: 0,
  expire: 0,
  topic: null,
  redDot: true,
  expiresAt: null,
});
