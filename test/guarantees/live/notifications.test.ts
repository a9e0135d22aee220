import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { markSeen, markUnread } from "@/server/commands/conversations/mark-seen";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { updateMember } from "@/server/commands/members/members";
import { markAllNotificationsRead } from "@/server/commands/members/notifications";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { NO_TOPICS } from "@/server/contract/live/topics";
import type { Hub } from "@/server/live/hub/hub";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { agentOf } from "@/test/guarantees/laws/stage";
import { createLiveAccount } from "@/test/support/clients/live-screen";
import { openHubServer, openStream, type Stream, type TestServer } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Server = TestServer & { hub: Hub };

const notificationsOf = (stream: Stream) =>
  stream.frames().flatMap(({ notifications }) => notifications ?? []);

/** Hubs that send each other messages as processes do, and streams that have received their notifications. */
function processesOf(accountId: number, head: () => Promise<string>) {
  const hubs: Hub[] = [];
  return {
    hubs,
    async open() {
      const broadcast = (words: string) =>
        hubs.forEach((hub) => void (hub !== server.hub && hub.receive(words)));
      const server: Server = await openHubServer(world, { pingMs: 50, broadcast });
      hubs.push(server.hub);
      return server;
    },
    async join(server: Server, userId: number, cookie: string) {
      const connectionId = randomUUID();
      const stream = await openStream(server, { cookie, input: { connectionId } });
      await stream.until(() => stream.frames().length === 1);
      const request = { connectionId, topics: NO_TOPICS, after: await head(), revision: 1 };
      expect(server.hub.change({ accountId, userId }, request)).toBe(true);
      await stream.until(() => notificationsOf(stream).length === 1);
      return stream;
    },
  };
}

test("a member's unread notifications and their reading are sent live, also by another process", async () => {
  const { tenant, agent, first, head, adminCookie, agentCookie } = await createLiveAccount(world);
  const { join, open, hubs } = processesOf(tenant.accountId, head);
  const receivedBy = async (server: Server, userId: number, cookie: string) => {
    const stream = await join(server, userId, cookie);
    return () => notificationsOf(stream);
  };
  const [one, other] = [await open(), await open()];
  const [bo, boElsewhere] = [
    await receivedBy(one, agent.id, agentCookie),
    await receivedBy(other, agent.id, agentCookie),
  ];
  const ada = await receivedBy(one, tenant.admin.userId ?? 0, adminCookie);
  expect(bo()).toEqual([{ count: 0, newest: null }]);

  const conversation = { conversationId: first.conversation.id };
  await world.run(assignConversation, tenant.admin, { conversation, assigneeId: agent.id });
  const rows = await world.relay();
  for (const hub of hubs) hub.publish(rows);
  for (const received of [bo, boElsewhere])
    await waitFor(() => expect(received().at(-1)).toMatchObject({ count: 1, newest: { kind: "assigned" } }));

  const caller = await findSessionCaller(world.database, { userId: agent.id, sessionVersion: 1 });
  if (!caller) throw new Error("no such member");
  await world.run(markAllNotificationsRead, caller, undefined);
  one.hub.renotify(caller);
  for (const received of [bo, boElsewhere])
    await waitFor(() => expect(received().at(-1)).toEqual({ count: 0, newest: null }));
  expect(ada()).toHaveLength(1);

  const settings = { url: "https://hooks.example.test/down", types: ["*"] };
  const { endpoint } = (await world.run(createEndpoint, tenant.admin, settings)).result;
  const disabled = { endpointId: endpoint.id, reason: "gone" as const };
  await world.run(disableEndpoint, systemCaller(tenant.accountId), disabled);
  const alerted = await world.relay();
  for (const hub of hubs) hub.publish(alerted);
  await waitFor(() => expect(ada().at(-1)).toMatchObject({ count: 1, newest: { kind: "alert" } }));
  expect(bo().at(-1)).toEqual({ count: 0, newest: null });
});

test("a member's own seen marks are sent to all their streams, also of another process, and to nobody else", async () => {
  const { tenant, agent, first, head, adminCookie, agentCookie } = await createLiveAccount(world);
  const { join, open } = processesOf(tenant.accountId, head);
  const [one, other] = [await open(), await open()];
  const marksOf = (stream: Stream) => stream.frames().flatMap(({ seen }) => seen ?? []);
  const bo = [await join(one, agent.id, agentCookie), await join(other, agent.id, agentCookie)];
  const ada = await join(one, tenant.admin.userId ?? 0, adminCookie);
  const caller = agentOf(tenant.accountId, agent);
  const conversation = { conversationId: first.conversation.id };
  await world.run(receiveMessage, tenant.admin, { conversation, content: "Hello?" });
  await world.run(markSeen, caller, { conversation, number: 1 });
  one.hub.remark(caller, [first.conversation.id]);
  for (const stream of bo)
    await waitFor(() =>
      expect(marksOf(stream)).toEqual([
        {
          conversationId: first.conversation.id,
          displayId: first.conversation.displayId,
          number: 1,
          incomingCount: 1,
          version: 1,
        },
      ]),
    );
  await world.run(markUnread, caller, { conversation });
  other.hub.remark(caller, [first.conversation.id]);
  for (const stream of bo)
    await waitFor(() => expect(marksOf(stream).at(-1)).toMatchObject({ incomingCount: 0, version: 2 }));
  expect(marksOf(ada)).toEqual([]);
});

test("a notification is not counted while its conversation is in the trash", async () => {
  const { tenant, agent, first, server, stamp, head, adminCookie, agentCookie } =
    await createLiveAccount(world);
  const adminId = tenant.admin.userId ?? 0;
  const conversation = { conversationId: first.conversation.id };
  await world.run(assignConversation, tenant.admin, { conversation, assigneeId: agent.id });
  const note = { conversation, content: "@Ada", mentionIds: [adminId] };
  const maker = agentOf(tenant.accountId, agent);
  await world.run(addNote, maker, note);
  await stamp();
  const join = async (userId: number, cookie: string) => {
    const connectionId = randomUUID();
    const stream = await openStream(server, { cookie, input: { connectionId } });
    await stream.until(() => stream.frames().length === 1);
    const request = { connectionId, topics: NO_TOPICS, after: await head(), revision: 1 };
    expect(server.hub.change({ accountId: tenant.accountId, userId }, request)).toBe(true);
    return () => stream.frames().flatMap(({ notifications }) => notifications?.count ?? []);
  };
  const counts = [await join(agent.id, agentCookie), await join(adminId, adminCookie)];
  const come = (expected: number) =>
    Promise.all(counts.map((received) => waitFor(() => expect(received().at(-1)).toBe(expected))));
  await come(1);
  await world.run(trashConversation, tenant.admin, { conversation });
  await stamp();
  await come(0);
  await world.run(restoreConversation, tenant.admin, { conversation });
  await stamp();
  await come(1);
});

test("notifications of an inbox that a member loses are taken back in all their streams, and return with it", async () => {
  const { tenant, agent, first, second, head, agentCookie } = await createLiveAccount(world);
  const { join, open, hubs } = processesOf(tenant.accountId, head);
  const server = await open();
  const conversation = { conversationId: first.conversation.id };
  await world.run(assignConversation, tenant.admin, { conversation, assigneeId: agent.id });
  await world.relay();
  const streams = [await join(server, agent.id, agentCookie), await join(server, agent.id, agentCookie)];
  const leaveOnly = async (inboxId: number) => {
    await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [inboxId] });
    const rows = await world.relay();
    for (const hub of hubs) hub.publish(rows);
  };
  const come = async (count: number) => {
    for (const stream of streams)
      await waitFor(() => expect(notificationsOf(stream).at(-1)).toMatchObject({ count }));
  };
  await come(1);
  await leaveOnly(second.inbox.id);
  await come(0);
  await leaveOnly(first.inbox.id);
  await come(1);
});
