import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateMember } from "@/server/commands/members/members";
import type { PresentAt } from "@/server/contract/live/frame";
import { NO_TOPICS, type Topics } from "@/server/contract/live/topics";
import type { Hub } from "@/server/live/hub/hub";
import type { Present } from "@/server/live/presence/presence-book";
import { presenceMessages } from "@/server/live/presence/presence-messages";
import { createLiveAccount } from "@/test/support/clients/live-screen";
import { openHubServer, openStream, type TestServer } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Two processes of one account that broadcast to each other. */
async function setOut() {
  const account = await createLiveAccount(world);
  const { tenant, agent, head, adminCookie, agentCookie } = account;
  const hubs: Hub[] = [];
  const open = async (options: { pingMs?: number; now?: () => Date } = {}) => {
    const broadcast = (words: string) =>
      hubs.forEach((hub) => void (hub !== server.hub && hub.receive(words)));
    const server: Awaited<ReturnType<typeof openHubServer>> = await openHubServer(world, {
      pingMs: 50,
      broadcast,
      ...options,
    });
    hubs.push(server.hub);
    return server;
  };

  /** A browser that shows conversations and receives presence. */
  const join = async (server: TestServer & { hub: Hub }, who: "admin" | "agent") => {
    const connectionId = randomUUID();
    const stream = await openStream(server, {
      cookie: who === "admin" ? adminCookie : agentCookie,
      input: { connectionId },
    });
    await stream.until(() => stream.frames().length === 1);
    const userId = who === "admin" ? tenant.admin.userId : agent.id;
    let revision = 0;
    const show = async (topics: Partial<Topics>) => {
      revision += 1;
      const request = { connectionId, topics: { ...NO_TOPICS, ...topics }, after: await head(), revision };
      expect(server.hub.change({ accountId: tenant.accountId, userId }, request)).toBe(true);
      await stream.until(() => stream.frames().some(({ topics }) => topics === revision));
    };
    const view = (...viewed: number[]) => show({ conversations: viewed, viewed });
    const present = () => {
      const known = new Map<number, PresentAt>();
      for (const { presence } of stream.frames()) {
        if (presence?.isWhole) known.clear();
        for (const one of presence?.at ?? []) known.set(one.displayId, one);
      }
      return [...known.values()].filter((one) => one.viewerIds.length + one.typerIds.length > 0);
    };
    return { stream, show, view, present };
  };
  const [here, there] = [account.first.conversation.displayId, account.second.conversation.displayId];
  return { ...account, adminId: tenant.admin.userId ?? 0, open, join, here, there };
}

const viewers = (displayId: number, ...viewerIds: number[]) => ({ displayId, viewerIds, typerIds: [] });

test("members who may see a conversation see who else views it, and only while they view it", async () => {
  const { open, join, agent, adminId, here, there } = await setOut();
  const server = await open();
  const admin = await join(server, "admin");
  const bo = await join(server, "agent");
  await bo.show({ counters: true });
  await admin.view(here, there); // Bo is not in the second inbox
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, adminId)]));
  await bo.view(here, there);
  await waitFor(() =>
    expect(admin.present()).toEqual([viewers(here, adminId, agent.id), viewers(there, adminId)]),
  );
  await admin.show({ conversations: [here] }); // its window is hidden
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, agent.id)]));
  bo.stream.close();
  await waitFor(() => expect(admin.present()).toEqual([]));
});

test("processes share presence, also with one that starts later", async () => {
  const { open, join, agent, adminId, here } = await setOut();
  const [one, other] = [await open(), await open()];
  const admin = await join(one, "admin");
  await admin.view(here);
  const bo = await join(other, "agent");
  await bo.view(here);
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, adminId, agent.id)]));
  await waitFor(() => expect(admin.present()).toEqual([viewers(here, adminId, agent.id)]));
  admin.stream.close();
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, agent.id)]));
});

test("presence of a silent process or a sleeping browser expires", async () => {
  const { tenant, first, open, join, adminId, agent, here } = await setOut();
  const clock = { aheadMs: 0 };
  const now = () => new Date(Date.now() + clock.aheadMs);
  const server = await open({ now });
  const bo = await join(server, "agent");
  await bo.view(here);
  const entry = { displayId: here, inboxId: first.inbox.id, userId: adminId };
  const [words = ""] = presenceMessages({ accountId: tenant.accountId, from: "killed" }, { here: [entry] });
  expect(server.hub.receive(words)).toBe(true);
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, adminId, agent.id)]));
  clock.aheadMs = 200_000;
  await waitFor(() => expect(bo.present()).toEqual([]));
});

test("typing is shown immediately in both processes, until it stops", async () => {
  const { tenant, open, join, first, agent, here } = await setOut();
  const [one, other] = [await open(), await open()];
  const admin = await join(other, "admin");
  await admin.show({ conversations: [here] });
  const entry = { displayId: here, inboxId: first.inbox.id, userId: agent.id };
  one.hub.type(tenant.accountId, entry, true);
  await waitFor(() =>
    expect(admin.present()).toEqual([{ displayId: here, viewerIds: [], typerIds: [agent.id] }]),
  );
  one.hub.type(tenant.accountId, entry, false);
  await waitFor(() => expect(admin.present()).toEqual([]));
});

test("typing ends also when the clock is set back meanwhile", async () => {
  const { tenant, open, join, first, second, agent, adminId, here, there } = await setOut();
  const clock = { aheadMs: 0 };
  const server = await open({ now: () => new Date(Date.now() + clock.aheadMs) });
  const admin = await join(server, "admin");
  await admin.show({ conversations: [here] });
  const type = (entry: Omit<Present, "isPrivate">, isTyping: boolean) =>
    server.hub.type(tenant.accountId, entry, isTyping);
  type({ displayId: here, inboxId: first.inbox.id, userId: agent.id }, true);
  await waitFor(() => expect(admin.present()).toMatchObject([{ typerIds: [agent.id] }]));
  clock.aheadMs = -3_600_000;
  const other = { displayId: there, inboxId: second.inbox.id, userId: adminId };
  type(other, true);
  clock.aheadMs += 8_000;
  type(other, false);
  await waitFor(() => expect(admin.present()).toEqual([]));
});

test("what passes by reaches the open conversations of members who may see it, in both processes, and nobody else", async () => {
  const { tenant, open, join, first, second, here, there } = await setOut();
  const [one, other] = [await open(), await open()];
  const [admin, bo] = [await join(other, "admin"), await join(one, "agent")];
  await admin.show({ conversations: [here] });
  await bo.show({ conversations: [here, there] }); // Bo is not in the second inbox
  const pass = (displayId: number, inboxId: number) =>
    one.hub.pass(tenant.accountId, { displayId, inboxId, hasAcknowledged: true });
  const passed = (stream: { frames(): { acknowledged?: number[] }[] }) =>
    stream.frames().flatMap(({ acknowledged = [] }) => acknowledged);
  pass(there, second.inbox.id);
  pass(here, first.inbox.id);
  await waitFor(() => expect(passed(admin.stream)).toEqual([here]));
  await waitFor(() => expect(passed(bo.stream)).toEqual([here]));
});

test("a member who loses an inbox neither sees presence there nor is seen", async () => {
  const { tenant, open, join, agent, adminId, here, second } = await setOut();
  const server = await open();
  const [admin, bo] = [await join(server, "admin"), await join(server, "agent")];
  await Promise.all([admin.view(here), bo.view(here)]);
  await waitFor(() => expect(bo.present()).toEqual([viewers(here, adminId, agent.id)]));
  await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
  server.hub.publish(await world.relay());
  await waitFor(() => expect(bo.present()).toEqual([]));
  await waitFor(() => expect(admin.present()).toEqual([viewers(here, adminId)]));
});
