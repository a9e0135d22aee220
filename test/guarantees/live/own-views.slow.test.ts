import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { createMember } from "@/server/commands/members/members";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createView, updateView } from "@/server/commands/organising/views";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { isAbout } from "@/server/contract/event/reduce";
import { NO_TOPICS } from "@/server/contract/live/topics";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { listEvents } from "@/server/queries/events/list-events";
import { agentOf } from "@/test/guarantees/laws/stage";
import { createLiveAccount } from "@/test/support/clients/live-screen";
import { cookieOf, openStream } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe("own views", () => {
  test("events of a member's own view reach only them until it is shared, then everybody", async () => {
    const { tenant, first, agent, server, stamp, agentCookie } = await createLiveAccount(world);
    const { result: colleague } = await world.run(createMember, tenant.admin, {
      name: "Cy",
      email: `cy-${tenant.accountId}@example.test`,
      role: "agent",
      inboxIds: [first.inbox.id],
      passwordHash: "unusable",
    });
    await stamp();
    const maker = agentOf(tenant.accountId, agent);
    // The colleague's stream is older: frames are rendered in that order.
    const other = await openStream(server, { cookie: cookieOf(colleague.id) });
    const own = await openStream(server, { cookie: agentCookie });
    await own.until(() => own.frames().length === 1 && other.frames().length === 1);

    const text = { name: "Mine alone", isShared: false };
    const filter = { ...ANY_FILTER, assignee: "me" } as const;
    const { result: view } = await world.run(createView, maker, { ...text, filter });
    await stamp();
    await own.until(() => own.seqs().length === 1);
    await world.run(updateView, maker, { viewId: view.id, isShared: true });
    await stamp();
    await own.until(() => own.seqs().length === 2);
    await other.until(() => other.seqs().length > 0);
    expect(own.events().map(({ type }) => type)).toEqual(["view.created", "view.updated"]);
    expect(other.events().map(({ type }) => type)).toEqual(["view.updated"]);

    const received = async (caller: typeof maker) =>
      (await listEvents(world.database, caller, { after: null, limit: 1000 })).data.flatMap(({ type }) =>
        type.startsWith("view.") ? [type] : [],
      );
    expect(await received(maker)).toEqual(["view.created", "view.updated"]);
    expect(await received(agentOf(tenant.accountId, colleague))).toEqual(["view.updated"]);
    expect(await received(tenant.admin)).toEqual(["view.created", "view.updated"]);
  });

  test("a view's name before it was shared reaches nobody but its owner", async () => {
    const { tenant, first, agent } = await createLiveAccount(world);
    const { result: colleague } = await world.run(createMember, tenant.admin, {
      name: "Di",
      email: `di-${tenant.accountId}@example.test`,
      role: "agent",
      inboxIds: [first.inbox.id],
      passwordHash: "unusable",
    });
    const maker = agentOf(tenant.accountId, agent);
    const made = { name: "For all", isShared: true, filter: ANY_FILTER };
    const { result: view } = await world.run(createView, maker, made);
    const mine = { name: "Hush", isShared: false, filter: { ...ANY_FILTER, status: "open" as const } };
    const own = (await world.run(updateView, maker, { viewId: view.id, ...mine })).result;
    expect(own).toMatchObject({ ...mine, version: view.version + 2 });
    const again = { name: "For all again", isShared: true, filter: ANY_FILTER };
    expect((await world.run(updateView, maker, { viewId: view.id, ...again })).result).toMatchObject(again);
    // The same filter in another order of its fields is the same filter.
    const reordered = Object.fromEntries(Object.entries(ANY_FILTER).reverse()) as SavedFilter;
    const only = { viewId: view.id, isShared: false, filter: reordered };
    expect((await world.run(updateView, maker, only)).result.version).toBe(view.version + 5);
    await world.relay();
    const received = async (caller: typeof maker) =>
      (await listEvents(world.database, caller, { after: null, limit: 1000 })).data.flatMap((event) =>
        isAbout(event, "view") && event.type === "view.updated"
          ? [[event.data.name, event.data.isShared, Object.keys(event.changes)]]
          : [],
      );
    const shared = [
      ["For all", false, ["isShared"]],
      ["For all again", true, ["isShared"]],
      ["For all again", false, ["isShared"]],
    ];
    expect(await received(agentOf(tenant.accountId, colleague))).toEqual(shared);
    expect(await received(maker)).toEqual([
      shared[0],
      ["Hush", false, ["filter", "name"]],
      ["For all again", false, ["filter", "name"]],
      ...shared.slice(1),
    ]);
  });
});

describe("undelivered", () => {
  test("streams with counters get the undelivered messages of their reader's inboxes, and others get none", async () => {
    const { tenant, agent, first, second, server, stamp, head, adminCookie, agentCookie } =
      await createLiveAccount(world);
    const join = async (userId: number, cookie: string, counters: boolean) => {
      const connectionId = randomUUID();
      const stream = await openStream(server, { cookie, input: { connectionId } });
      await stream.until(() => stream.frames().length === 1);
      const request = { connectionId, topics: { ...NO_TOPICS, counters }, after: await head(), revision: 1 };
      expect(server.hub.change({ accountId: tenant.accountId, userId }, request)).toBe(true);
      return () => stream.frames().flatMap(({ undelivered }) => undelivered ?? []);
    };
    const adminId = tenant.admin.userId ?? 0;
    const ada = await join(adminId, adminCookie, true);
    const bo = await join(agent.id, agentCookie, true);
    const without = await join(agent.id, agentCookie, false);
    const come = (received: typeof ada, counts: object) =>
      waitFor(() => expect(received().at(-1)).toEqual({ isCut: false, ...counts }));
    await come(bo, { mine: 0, all: 0 });

    const fail = async ({ conversation: { id } }: typeof first) => {
      const message = { conversation: { conversationId: id }, content: "Your order has left" };
      const { result } = await world.run(sendMessage, tenant.admin, message);
      const receipt = { messageId: result.message.id, signal: "failed" as const };
      await world.run(recordReceipts, tenant.admin, { receipts: [receipt] });
      await stamp();
    };
    await fail(first);
    await fail(second);
    await come(ada, { mine: 0, all: 2 });
    await come(bo, { mine: 0, all: 1 });
    const conversation = { conversationId: first.conversation.id };
    await world.run(assignConversation, tenant.admin, { conversation, assigneeId: agent.id });
    await stamp();
    await come(bo, { mine: 1, all: 1 });
    expect(without()).toEqual([]);
  });
});
