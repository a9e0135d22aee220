import { getRequestListener } from "@hono/node-server";
import { createTRPCClient, httpSubscriptionLink, retryLink } from "@trpc/client";
import superjson from "superjson";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Services } from "@/server/commands/_run/services";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { Frame } from "@/server/contract/live/frame";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { handleTrpc } from "@/server/trpc/handler";
import type { AppRouter } from "@/server/trpc/router";
import { openSide } from "@/test/guarantees/live/side";
import { createLiveAccount, seqOf } from "@/test/support/clients/live-screen";
import { openHubServer, openStream } from "@/test/support/clients/live-stream";
import { cookieOf, provideScreens } from "@/test/support/clients/screens";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let services: Services;
beforeAll(async () => {
  world = await createWorld();
  services = provideScreens(world);
});
afterAll(() => world.close());

type Who = "admin" | "agent" | "anonymous";
/** One account behind the hub and behind tRPC's own server; every request is signed in as `who`. */
async function setOut(who: Who) {
  const account = await createLiveAccount(world);
  const userId = who === "admin" ? account.tenant.admin.userId : account.agent.id;
  const cookie = who === "anonymous" ? undefined : await cookieOf({ userId: userId ?? 0, sessionVersion: 1 });
  const { hub } = await openHubServer(world, {
    pingMs: 50,
    authenticate: (headers) => readSessionCaller(world.database, headers),
  });
  const stamp = async () => hub.publish(await world.relay());
  const write = async (scene = account.first) => {
    const ref = { conversation: { conversationId: scene.conversation.id } };
    await world.run(receiveMessage, account.tenant.admin, { ...ref, content: '你好 \u2028 "quoted"\n' });
    await stamp();
  };
  const ours = await openSide(cookie, hub.serve);
  const stock = await openSide(
    cookie,
    getRequestListener((request) => handleTrpc(request, services), { overrideGlobalObjects: false }),
    RETRY_SOON,
  );
  return { ...account, stamp, write, ours, stock, sides: [ours, stock] };
}

/** Comes before tRPC's own stream, which sets no delay: without one, Node's EventSource reconnects after three seconds. */
const RETRY_SOON = "retry: 20\n";

/** tRPC's stock client, set up as in the screens, with what it received. */
function openClient({ url }: { url: string }, input: { lastEventId?: string; memberId?: number } = {}) {
  const received = { frames: [] as { id: string; data: Frame }[], started: 0, error: undefined as unknown };
  const client = createTRPCClient<AppRouter>({
    links: [
      retryLink({ retry: ({ error }) => !error.data?.httpStatus, retryDelayMs: () => 50 }),
      httpSubscriptionLink({ url: `${url}/api/trpc`, transformer: superjson, EventSource }),
    ],
  });
  const subscription = client.live.subscribe(input, {
    onStarted: () => (received.started += 1),
    onData: (frame) => received.frames.push(frame),
    onError: ({ message, shape, data }) => (received.error = { message, shape, data }),
  });
  onTestFinished(() => subscription.unsubscribe());
  return Object.assign(received, {
    seqs: () => received.frames.flatMap(({ data }) => data.events.map(({ seq }) => seq)),
    lastId: () => received.frames.at(-1)?.id,
  });
}

const wait = (condition: () => unknown) =>
  vi.waitUntil(() => Boolean(condition()), { timeout: 10_000, interval: 10 });

test.each(["admin", "agent"] as const)("%s: the stock client receives the same from both", async (who) => {
  const { sides, first, second, write, head } = await setOut(who);
  const clients = sides.map((side) => openClient(side));
  await wait(() => clients.every(({ frames }) => frames.length === 1));
  for (const scene of [first, second, first]) {
    await write(scene);
    const id = await head();
    await wait(() => clients.every((client) => client.lastId() === id));
  }
  const [ours, stock] = clients.map(({ frames, started, error }) => ({ frames, started, error }));
  expect(ours).toEqual(stock);
  expect(ours?.frames.flatMap(({ data }) => data.events)).toHaveLength(who === "admin" ? 3 : 2);
});

test("on the wire: the same messages with the same fields, in the same headers", async () => {
  const { sides, write, head } = await setOut("admin");
  const streams = await Promise.all(sides.map((side) => openStream(side)));
  await wait(() => streams.every((stream) => stream.frames().length === 1));
  await write();
  const id = await head();
  await wait(() => streams.every((stream) => stream.lastEventId() === id));
  const [ours, stock] = streams.map(({ messages, headers }) => {
    const { date, ...others } = headers;
    const sent = messages.filter(({ event }) => event !== "ping").map(({ retry, ...message }) => message);
    return { sent, headers: others };
  });
  const vary = `${stock?.headers.vary}, accept-encoding`; // tRPC's server compresses nothing
  expect(ours).toEqual({ ...stock, headers: { ...stock?.headers, vary } });

  const [ping, stockPing] = streams.map(
    ({ messages }) =>
      () =>
        messages.find(({ event }) => event === "ping"),
  );
  await wait(() => ping?.() && stockPing?.());
  expect(ping?.()).toEqual(stockPing?.());
});

test("a cut connection resumes by the header, a refused one by the input; nothing is lost or doubled", async () => {
  const { sides, write, head } = await setOut("admin");
  const start = seqOf(await head());
  const clients = sides.map((side) => openClient(side));
  await wait(() => clients.every(({ frames }) => frames.length === 1));
  await write();
  await wait(() => clients.every((client) => client.seqs().length === 1));

  const seen = await head();
  for (const side of sides) side.cut();
  await write();
  await wait(() => clients.every((client) => client.seqs().length === 2));
  for (const { requests } of sides) expect(requests.at(-1)).toEqual({ header: seen, input: undefined });

  const seenThen = await head();
  for (const side of sides) {
    side.isDown = true;
    side.cut();
  }
  await write();
  await wait(() => sides.every(({ refused }) => refused > 0));
  for (const side of sides) side.isDown = false;
  await wait(() => clients.every((client) => client.seqs().length === 3));
  for (const { requests } of sides) expect(requests.at(-1)).toEqual({ header: undefined, input: seenThen });
  for (const client of clients) expect(client.seqs()).toEqual([start + 1, start + 2, start + 3]);
});

test("a cursor that cannot be followed is answered by the same reset", async () => {
  const { sides, head } = await setOut("admin");
  const id = await head();
  for (const lastEventId of [
    "nonsense",
    `other:${seqOf(id)}`,
    id.replace(/\d+$/, (seq) => `${Number(seq) + 1}`),
  ]) {
    const clients = sides.map((side) => openClient(side, { lastEventId }));
    await wait(() => clients.every(({ frames }) => frames.length === 1));
    for (const { frames } of clients)
      expect(frames).toEqual([{ id, data: { cursor: id, events: [], reset: { cursor: id } } }]);
  }
});

test("an anonymous or signed-out client gets the same error from both and does not reconnect", async () => {
  const anonymous = await setOut("anonymous");
  const strangers = anonymous.sides.map((side) => openClient(side));
  await wait(() => strangers.every(({ error }) => error));
  expect(strangers[0]?.error).toEqual(strangers[1]?.error);
  expect(strangers[0]?.error).toMatchObject({ message: "auth.required", data: { code: "UNAUTHORIZED" } });
  for (const { requests } of anonymous.sides) expect(requests).toHaveLength(1);

  const { sides, tenant, agent, stamp } = await setOut("agent");
  const clients = sides.map((side) => openClient(side));
  await wait(() => clients.every(({ frames }) => frames.length === 1));
  await world.run(revokeSessions, tenant.admin, { userId: agent.id });
  await stamp();
  await wait(() => clients.every(({ error }) => error));
  expect(clients[0]?.error).toEqual(clients[1]?.error);
});

test("a page that another member has left open in the browser gets the same error from both, and no events", async () => {
  const { sides, tenant, agent, write } = await setOut("agent");
  const left = sides.map((side) => openClient(side, { memberId: tenant.admin.userId ?? 0 }));
  const own = sides.map((side) => openClient(side, { memberId: agent.id }));
  await wait(() => own.every(({ frames }) => frames.length === 1));
  await write();
  await wait(() => own.every((client) => client.seqs().length === 1));
  await wait(() => left.every(({ error }) => error));
  expect(left[0]?.error).toEqual(left[1]?.error);
  expect(left[0]).toMatchObject({ frames: [], error: { message: "auth.required" } });
});

test("the guard can fail: without `id:` in the frames, events during a disconnection are lost", async () => {
  const { ours, write, head } = await setOut("admin");
  ours.alter = (text) => text.replace(/^id: .*\n/gm, "");
  const start = seqOf(await head());
  const client = openClient(ours);
  const hasSeq = (seq: number) => JSON.stringify(client.frames).includes(`"seq":${seq},`);
  await wait(() => client.started === 1);
  await write();
  await wait(() => hasSeq(start + 1));
  ours.isDown = true;
  ours.cut();
  await write();
  await wait(() => ours.refused > 0);
  ours.isDown = false;
  await wait(() => client.started === 2);
  await write();
  await wait(() => hasSeq(start + 3));
  expect(ours.requests.at(-1)).toEqual({ header: undefined, input: undefined });
  expect(hasSeq(start + 2)).toBe(false);
});
