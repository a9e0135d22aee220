import { afterAll, beforeAll, expect, test } from "vitest";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { updateMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { createLiveAccount, seqOf } from "@/test/support/clients/live-screen";
import { cookieOf, openHubServer, openStream } from "@/test/support/clients/live-stream";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("an agent gets the events of their inboxes; others move only the cursor", async () => {
  const { first, second, server, write, head, agentCookie } = await createLiveAccount(world);
  const stream = await openStream(server, { cookie: agentCookie });
  await stream.until(() => stream.frames().length === 1);
  await write(second);
  const unseen = await head();
  await stream.until(() => stream.lastEventId() === unseen);
  expect(stream.seqs()).toEqual([]);
  await write(first);
  await stream.until(() => stream.seqs().length > 0);
  expect(stream.events().map(({ inboxId }) => inboxId)).toEqual([first.inbox.id]);
});

test("an anonymous caller, a foreign origin, another method and an input that is not JSON are refused, on a 200 where a link reads it", async () => {
  const { server, adminCookie: cookie } = await createLiveAccount(world);
  const errorOf = async (options: Parameters<typeof openStream>[1]) => {
    const stream = await openStream(server, options);
    await stream.ended();
    expect(stream.status).toBe(200);
    return stream.error();
  };
  expect(await errorOf({})).toEqual({
    message: "auth.required",
    code: -32001,
    data: {
      code: "UNAUTHORIZED",
      httpStatus: 401,
      path: "live",
      refusal: { code: "auth.required", field: null, detail: null },
    },
  });
  expect(await errorOf({ cookie, headers: { origin: "https://evil.test" } })).toMatchObject({ code: -32003 });
  expect(await errorOf({ cookie, query: "input=%7B" })).toMatchObject({ code: -32600 });
  expect((await fetch(`${server.url}/api/trpc/live`, { method: "POST" })).status).toBe(405);
});

test("a revoked session loses its stream with the batch of that event; the user's new session keeps its own", async () => {
  const { tenant, first, agent, server, stamp, write, adminCookie, agentCookie } =
    await createLiveAccount(world);
  const revoked = await openStream(server, { cookie: agentCookie });
  const other = await openStream(server, { cookie: adminCookie });
  await revoked.until(() => revoked.frames().length === 1 && other.frames().length === 1);
  await world.run(revokeSessions, tenant.admin, { userId: agent.id });
  await stamp();
  await revoked.ended();
  expect(revoked.error()).toMatchObject({ message: "auth.required" });

  const again = await openStream(server, { cookie: cookieOf(agent.id, 2) });
  await again.until(() => again.frames().length === 1);
  await write(first);
  await again.until(() => again.seqs().length === 1 && other.seqs().length === 2);
});

test("after a change of inboxes no event of the old ones is sent, not even of the same batch, and lists are reset", async () => {
  const { tenant, first, second, agent, server, stamp, head, agentCookie } = await createLiveAccount(world);
  const stream = await openStream(server, { cookie: agentCookie });
  await stream.until(() => stream.frames().length === 1);
  const start = seqOf(await head());
  const note = (scene: typeof first) =>
    world.run(addNote, tenant.admin, {
      conversation: { conversationId: scene.conversation.id },
      content: "note",
    });
  await note(first);
  await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
  await note(first);
  await stamp();
  await stream.until(() => stream.frames().some(({ reset }) => reset));
  await note(second);
  await stamp();
  await stream.until(() => stream.seqs().at(-1) === start + 4);
  expect(stream.seqs()).toEqual([start + 1, start + 2, start + 4]); // + 3: the old inbox's, after the change
});

test("rights that changed while a reader was away are answered by a reset when it resumes", async () => {
  const { tenant, first, second, agent, server, stamp, write, head, agentCookie } =
    await createLiveAccount(world);
  const stream = await openStream(server, { cookie: agentCookie });
  await stream.until(() => stream.frames().length === 1);
  stream.close();
  await write(first);
  await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
  await stamp();
  const headers = { "last-event-id": stream.lastEventId() ?? "" };
  const resumed = await openStream(server, { cookie: agentCookie, headers });
  await resumed.until(() => resumed.frames().length === 1);
  expect(resumed.frames()[0]).toMatchObject({ events: [], reset: { cursor: await head() } });
});

test.each([
  ["within a minute", 61_000],
  ["when the clock was set back", -3_600_000],
])("a session that ends without an event loses its stream %s", async (_when, passedMs) => {
  const clock = { now: new Date() };
  const { agent, agentCookie } = await createLiveAccount(world);
  const server = await openHubServer(world, { pingMs: 20, now: () => clock.now });
  const stream = await openStream(server, { cookie: agentCookie });
  await stream.until(() => stream.frames().length === 1);
  await world.database.query("update app_user set session_version = 7 where id = $1", [agent.id]);
  clock.now = new Date(clock.now.getTime() + passedMs);
  await stream.ended();
  expect(stream.error()).toMatchObject({ message: "auth.required" });
});

test("no event of another account is sent", async () => {
  const { server, stamp, write, first, adminCookie } = await createLiveAccount(world);
  const foreign = await createTenant(world);
  await stamp();
  const mine = await openStream(server, { cookie: adminCookie });
  const theirs = await openStream(server, { cookie: cookieOf(foreign.admin.userId ?? 0) });
  await mine.until(() => mine.frames().length === 1 && theirs.frames().length === 1);
  const { result: inbox } = await world.run(createInbox, foreign.admin, { name: "Theirs", channel: "api" });
  await write(first);
  await mine.until(() => mine.seqs().length > 0 && theirs.seqs().length > 0);
  expect(theirs.events().map(({ resource }) => resource)).toEqual([
    { type: "inbox", id: inbox.id, version: 1 },
  ]);
  expect(mine.events().map(({ inboxId }) => inboxId)).toEqual([first.inbox.id]);
});
