import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { createEndpoint, deleteEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import type { Caller } from "@/server/contract/_shared/caller";
import { ENDPOINT_FORMATS } from "@/server/contract/webhook/constants";
import { createAgentBot, deleteAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { receivesReplies } from "@/server/domain/inbox/reply-takers";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { recordEventsRead, recordInboxSocket } from "@/server/queries/events/record-events-read";
import { listAlerts } from "@/server/queries/health/alerts";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { readTakerFacts } from "@/server/store/inboxes/reply-takers";
import { watchAlerts } from "@/server/worker/watches/watch-alerts";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const url = "https://hooks.example.test/replies";
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function later(ms: number): Promise<void> {
  pass(world, ms);
  const errors: unknown[] = [];
  const log = { error: (entry: unknown) => errors.push(entry) };
  await watchAlerts({ database: world.database, run: world.run, now: () => world.clock.now, log });
  expect(errors).toEqual([]);
}
const alertsOf = async (s: Stage) =>
  (await listAlerts(world.database, s.admin, { limit: 50 })).data
    .filter(({ kind, subject }) => kind === "nobody_takes_replies" && subject.id === s.inbox.id)
    .map(({ closedAt }) => (closedAt === null ? "open" : "closed"));
const lacksTaker = async (s: Stage, caller: Caller = s.agent) =>
  (await getInbox(world.database, caller, s.inbox.id)).noTakerSince !== null;
const write = async (s: Stage) =>
  (await s.run(sendMessage, { conversation: { conversationId: s.conversation.id }, content: "Yes" })).result
    .message.id;
const report = async (s: Stage, caller: Caller) =>
  world.run(recordReceipts, caller, { receipts: [{ messageId: await write(s), signal: "sent" }] });
const tokenOf = async (s: Stage): Promise<Caller & { tokenId: number }> => {
  const { result: token } = await s.run(createToken, { name: "Bridge", secret: newSecret() });
  const actor = { type: "token" as const, id: token.id, name: "Bridge" };
  return { ...s.admin, actor, tokenId: token.id, via: "api" };
};
const subscribe = async (s: Stage, more: object = {}) => {
  const endpoint = { url, types: ["message.send_requested"] as const, ...more };
  return (await s.run(createEndpoint, endpoint as Parameters<typeof createEndpoint>[1])).result.endpoint.id;
};
const read = async (s: Stage, more: object) => {
  const caller = await tokenOf(s);
  recordEventsRead(world.database, caller, { now: world.clock.now, ...more });
  const written = async () =>
    (
      await world.database.query<{ at: Date | null }>(
        "select events_read_at as at from api_token where id = $1",
        [caller.tokenId],
      )
    )[0]?.at;
  await expect.poll(written).not.toBeNull();
  return caller;
};

/** Each with what makes somebody take the replies, and what ends it. */
const TAKERS: [string, (s: Stage) => Promise<(s: Stage) => Promise<unknown>>][] = [
  [
    "a callback",
    async (s) => {
      await s.run(updateInbox, { inboxId: s.inbox.id, callbackUrl: "https://crm.example.test/hook" });
      return () => s.run(updateInbox, { inboxId: s.inbox.id, callbackUrl: null });
    },
  ],
  [
    "a webhook for messages to send",
    async (s) => {
      const endpointId = await subscribe(s);
      return () => s.run(deleteEndpoint, { endpointId });
    },
  ],
  [
    "a webhook of this inbox in Chatwoot's format",
    async (s) => {
      const more = { types: ["message.created"], format: "chatwoot", inboxIds: [s.inbox.id] };
      const endpointId = await subscribe(s, more);
      return () => s.run(disableEndpoint, { endpointId, reason: "by_hand" });
    },
  ],
  [
    "a linked bot",
    async (s) => {
      const { result } = await s.run(createAgentBot, { name: "Bo", url });
      const endpointId = result.endpoint.id;
      await s.run(linkAgentBot, { inboxId: s.inbox.id, endpointId });
      return () => s.run(deleteAgentBot, { endpointId });
    },
  ],
  [
    "a connected app",
    async (s) => {
      recordInboxSocket(world.database, {
        accountId: s.accountId,
        inboxId: s.inbox.id,
        now: world.clock.now,
      });
      const hasSocket = async () =>
        (
          await readTakerFacts(world.database, {
            accountId: s.accountId,
            inboxId: s.inbox.id,
            now: world.clock.now,
          })
        ).hasSocket;
      await expect.poll(hasSocket).toBe(true);
      return () => later(61 * SECOND);
    },
  ],
  [
    "a stream that asks for messages to send by name",
    async (s) => {
      await read(s, { types: ["message.send_requested"], isWaiting: true });
      return () => later(61 * SECOND);
    },
  ],
  [
    "a token that reported about a message",
    async (s) => {
      const caller = await tokenOf(s);
      await report(s, caller);
      return () => s.run(revokeToken, { tokenId: caller.tokenId });
    },
  ],
  [
    "a token that reported within the last days",
    async (s) => {
      await report(s, await tokenOf(s));
      return () => later(8 * DAY);
    },
  ],
];

test.each(TAKERS)(
  "%s ends that nobody takes the replies, and the alert; without it both are there again",
  async (_, take) => {
    const s = await createStage(world);
    expect(await lacksTaker(s)).toBe(true);
    await write(s);
    await later(5 * SECOND);
    expect(await alertsOf(s)).toEqual([]);
    await later(10 * SECOND);
    await later(10 * SECOND);
    expect(await alertsOf(s)).toEqual(["open"]);
    const end = await take(s);
    await later(SECOND);
    expect([await lacksTaker(s), await alertsOf(s)]).toEqual([false, ["closed"]]);
    await end(s);
    await later(SECOND);
    await write(s);
    await later(11 * SECOND);
    expect([await lacksTaker(s), await alertsOf(s)]).toEqual([true, ["open", "closed"]]);
  },
);

test.each<[string, (s: Stage) => Promise<unknown>]>([
  ["a token that reads the whole event log", (s) => read(s, {})],
  [
    "a token that reads one page of the messages to send",
    (s) => read(s, { types: ["message.send_requested"] }),
  ],
  ["a stream of the whole event log", (s) => read(s, { isWaiting: true })],
  ["a webhook for other events", (s) => subscribe(s, { types: ["message.created", "conversation.created"] })],
  ["a webhook of another inbox", (s) => subscribe(s, { inboxIds: [s.hiddenInbox.id] })],
  [
    "a disabled webhook",
    async (s) => s.run(disableEndpoint, { endpointId: await subscribe(s), reason: "by_hand" }),
  ],
  ["a bot that is linked to no inbox", (s) => s.run(createAgentBot, { name: "Bo", url })],
  ["a member who reports", (s) => report(s, s.admin)],
])("%s takes no replies", async (_, pretend) => {
  const s = await createStage(world);
  await pretend(s);
  await later(SECOND);
  expect(await lacksTaker(s)).toBe(true);
});

test("an inbox without a reply has no alert, and says from its creation that nobody takes its replies", async () => {
  const s = await createStage(world);
  const { result } = await s.run(createInbox, { name: "New", channel: "wukongim" });
  expect(result).toMatchObject({ messagesStartAs: "pending", noTakerSince: world.clock.now.toISOString() });
  await later(60 * SECOND);
  const { data } = await listAlerts(world.database, s.admin, { limit: 50 });
  expect(data.filter(({ subject }) => subject.id === result.id)).toEqual([]);
  await subscribe(s);
  const taken = (await s.run(createInbox, { name: "Taken", channel: "api" })).result;
  const called = (await s.run(createInbox, { name: "Called", channel: "api", callbackUrl: url })).result;
  const widget = (await s.run(createInbox, { name: "Page", channel: "widget" })).result;
  expect([taken, called, widget].map(({ noTakerSince }) => noTakerSince)).toEqual([null, null, null]);
});

test("a reply of an inbox that marks messages as sent opens the alert, too", async () => {
  const s = await createStage(world);
  await subscribe(s, { inboxIds: [s.hiddenInbox.id] });
  await s.run(updateInbox, { inboxId: s.inbox.id, messagesStartAs: "sent" });
  await world.database.query("update message set deleted_at = now() where account_id = $1", [s.accountId]);
  await later(60 * SECOND);
  expect(await alertsOf(s)).toEqual([]);
  await write(s);
  await later(11 * SECOND);
  expect(await alertsOf(s)).toEqual(["open"]);
});

test("the database decides about a webhook as the rule does, for every format and subscription", async () => {
  const s = await createStage(world);
  const subscriptions = [
    ["*"],
    ["message.send_requested"],
    ["message.created"],
    ["message.created/in"],
    ["message.created/out", "conversation.created"],
    ["conversation.created"],
  ];
  for (const format of ENDPOINT_FORMATS)
    for (const types of subscriptions) {
      await world.database.query("update endpoint set deleted_at = now() where account_id = $1", [
        s.accountId,
      ]);
      const endpointId = await subscribe(s);
      await world.database.query("update endpoint set format = $2, types = $3 where id = $1", [
        endpointId,
        format,
        types,
      ]);
      const of = { accountId: s.accountId, inboxId: s.inbox.id, now: world.clock.now };
      const { hasWebhook } = await readTakerFacts(world.database, of);
      expect({ format, types, hasWebhook }).toEqual({
        format,
        types,
        hasWebhook: receivesReplies({ format, types }),
      });
    }
});
