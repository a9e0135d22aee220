import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { createApp } from "@/server/http/app";
import { metrics } from "@/server/lib/process/metrics";
import { type EphemeralEvents, provideEphemeralEvents } from "@/server/live/hub/account-signal";
import { passingSignal } from "@/server/live/presence/passing";
import { tablesWith } from "@/test/guarantees/deletions/sweep";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { provideWaitLimits } from "./await-events";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

type LoggedEvent = { id: string; type: string; seq: number; resource: { id: number }; data: object };

async function scene() {
  const { client, token, admin } = await createTokenTenant(api);
  const begun = await begin(client);
  await api.stamped();
  const readAll = async (query: string) => {
    const all: LoggedEvent[] = [];
    for (let after = ""; ; ) {
      const { status, body } = await client.get(`/v1/events?${query}&after=${after}`);
      expect(status).toBe(200);
      all.push(...body.data);
      if (!body.hasMore) return { all, cursor: body.nextCursor as string };
      after = body.nextCursor;
    }
  };
  return { ...begun, client, token, admin, readAll };
}

test("types and a conversation filter the log, page by page and in one page", async () => {
  const { client, readAll, path, conversation } = await scene();
  for (let n = 0; n < 5; n++) await client.post(`${path}/messages`, { content: `no ${n}`, direction: "in" });
  await begin(client, {}, "+491701234567"); // another conversation
  await api.stamped();
  const { all } = await readAll("limit=1000");
  const written = all.filter(({ type }) => type === "message.created");
  expect(written.length).toBeGreaterThanOrEqual(5);
  const two = "types=message.created,conversation.created";
  const wanted = all.filter(({ type }) => two.includes(type));
  for (const limit of [1, 2, 1000]) expect((await readAll(`${two}&limit=${limit}`)).all).toEqual(wanted);

  const own = (await readAll(`conversationId=${conversation.id}&limit=2`)).all;
  expect(own.filter(({ type }) => type === "message.created")).toHaveLength(5);
  expect(own).toEqual((await readAll(`conversationId=${conversation.id}`)).all);
  expect(own.length).toBeLessThan(all.length);
  expect((await readAll("conversationId=999999999")).all).toEqual([]);
});

test("a filter without matches reaches the end of the log", async () => {
  const { readAll } = await scene();
  const { all, cursor } = await readAll("types=team.deleted");
  expect(all).toEqual([]);
  expect(cursor).toBe((await readAll("limit=1000")).cursor);
});

test.each([
  ["types=message.made", "types"],
  ["types=", "types"],
  ["conversationId=x", "conversationId"],
  ["wait=31", "wait"],
])("%s is refused and named", async (query, field) => {
  const { client } = await scene();
  const { status, body } = await client.get(`/v1/events?${query}`);
  expect([status, body.error.code, body.error.field.split(".")[0]]).toEqual([422, "input.invalid", field]);
});

test("a waiting request is answered as soon as there is an event, else with an empty page", async () => {
  const { client, readAll, path } = await scene();
  const { cursor } = await readAll("limit=1000");
  const waiting = client.get(`/v1/events?after=${cursor}&wait=30&types=message.created`);
  await client.post(`${path}/messages`, { content: "at last", direction: "in" });
  const { body } = await waiting;
  expect(body.data).toMatchObject([{ type: "message.created", data: { content: "at last" } }]);
  const none = await client.get(`/v1/events?after=${body.nextCursor}&wait=1&types=team.deleted`);
  expect(none).toMatchObject({ status: 200, body: { data: [], hasMore: false } });
});

/** The blocks of a stream of server-sent events, as they arrive. */
async function* blocksOf(response: Response) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text
        .slice(0, end)
        .split("\n")
        .filter((line) => !line.startsWith(":"));
      text = text.slice(end + 2);
      yield Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
        string,
        string
      >;
    }
  }
}

const stream = (token: string, query: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/v1/events?${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
  });

test("the stream sends every event once, in order, with its cursor, and continues after the last id", async () => {
  const { client, token, readAll, path } = await scene();
  const opened = await stream(token, "types=message.created");
  expect([opened.status, opened.headers.get("content-type")]).toEqual([
    200,
    "text/event-stream; charset=utf-8",
  ]);
  const blocks = blocksOf(opened);
  const received: (LoggedEvent & { at: string })[] = [];
  const readUntil = async (count: number, from: AsyncGenerator<Record<string, string>>) => {
    while (received.length < count) {
      const { value } = await from.next();
      if (value?.["data"]) received.push({ ...JSON.parse(value["data"]), at: value["id"] });
    }
  };
  for (const n of [1, 2, 3]) await client.post(`${path}/messages`, { content: `no ${n}`, direction: "in" });
  await readUntil(3, blocks);
  await blocks.return(undefined); // the connection breaks
  for (const n of [4, 5]) await client.post(`${path}/messages`, { content: `no ${n}`, direction: "in" });
  const again = blocksOf(
    await stream(token, "types=message.created", { "last-event-id": received[2]?.at ?? "" }),
  );
  await readUntil(5, again);
  await again.return(undefined);
  const logged = (await readAll("types=message.created")).all;
  expect(received.map(({ at: _, ...event }) => event)).toEqual(logged);
});

test("an ephemeral message reaches the streams of who may see it, without an id, and is stored nowhere", async () => {
  const { client, token, path } = await scene();
  const pass: EphemeralEvents["pass"] = (accountId, passing) => passingSignal().notify(accountId, passing);
  provideEphemeralEvents({ type: () => {}, renotify: () => {}, remark: () => {}, pass });
  const stranger = await scene();
  const open = async (of: string, query: string) => {
    const blocks = blocksOf(await stream(of, query));
    await blocks.next();
    return blocks;
  };
  const [named, filtered, foreign] = [
    await open(token, "types=label.created,ephemeral"),
    await open(token, "types=message.created"),
    await open(stranger.token, "types=message.created,ephemeral"),
  ];
  const said = { content: "…", contentAttributes: { typing: true }, storage: "ephemeral" };
  const key = { "idempotency-key": randomUUID() };
  const { status, body, headers } = await client.post(`${path}/messages`, said, key);
  expect([status, body.storage, headers.get("location")]).toEqual([201, "ephemeral", null]);
  await client.post(`${path}/messages`, said, key); // not told again
  await client.post(`${path}/messages`, { content: "at last" });
  await stranger.client.post(`${stranger.path}/messages`, { content: "at last" });
  const next = async (blocks: Awaited<ReturnType<typeof open>>) => {
    for (;;) {
      const { value } = await blocks.next();
      if (value?.["data"]) return value;
    }
  };
  const told = await next(named);
  expect([told["event"], told["id"]]).toEqual(["ephemeral", undefined]);
  const data = { content: "…", contentAttributes: { typing: true }, recipientIds: [expect.any(Number)] };
  expect(JSON.parse(told["data"] ?? "")).toMatchObject({
    type: "ephemeral",
    data: { ...body.ephemeral, ...data },
  });
  expect((await next(filtered))["event"]).toBe("message.created");
  expect((await next(foreign))["event"]).toBe("message.created");
  await Promise.all([named, filtered, foreign].map((blocks) => blocks.return(undefined)));
  expect(await tablesWith(api.world.database, body.ephemeral.id)).toEqual(["idempotency"]);
  expect(await tablesWith(api.world.database, '"typing"')).toEqual([]);
});

test("the stream is refused like the page, and ends with its token", async () => {
  const { client, token, admin } = await scene();
  const wrong = await stream(token, "after=nonsense");
  expect([wrong.status, (await wrong.json()).error.code]).toEqual([422, "cursor.invalid"]);
  const refused = await stream("unknown", "");
  expect([refused.status, (await refused.json()).error.code]).toEqual([401, "auth.invalid_token"]);

  const opened = await stream(token, "");
  const { body } = await client.get("/v1/events?limit=1000&types=token.created");
  await api.world.run(revokeToken, admin, { tokenId: body.data[0].resource.id });
  for await (const _ of blocksOf(opened)); // until it ends
  expect((await stream(token, "")).status).toBe(401);
}, 30_000);

test("events after a token's revocation are not sent to a request that still waits with it", async () => {
  const { client, admin, readAll, path } = await scene();
  const { all, cursor } = await readAll("limit=1000");
  const tokenId = all.find(({ type }) => type === "token.created")?.resource.id ?? 0;
  const waiting = client.get(`/v1/events?after=${cursor}&wait=30&types=message.created`);
  const own = await client.post(`${path}/labels`, { labels: ["vip"] }); // the wait has begun by the time of this answer
  expect(own.status).toBe(200);
  await api.world.run(revokeToken, admin, { tokenId });
  expect(await waiting).toMatchObject({ status: 401, body: { error: { code: "auth.invalid_token" } } });
});

test("an operator sets how many streams a token has", async () => {
  provideWaitLimits({ token: 1, account: 200 });
  onTestFinished(() => provideWaitLimits({ token: 50, account: 200 }));
  const { token } = await scene();
  const blocks = blocksOf(await stream(token, ""));
  await blocks.next();
  expect((await stream(token, "")).status).toBe(503);
  await blocks.return(undefined);
});

test("a HEAD request for a stream takes no slot, and a token has fifty slots at most", async () => {
  const { token, client, admin } = await scene();
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  for (let n = 0; n < 60; n++)
    expect((await fetch(`${api.url}/v1/events`, { method: "HEAD", headers })).status).toBe(200);
  const streams = [];
  for (let n = 0; n < 50; n++) {
    const blocks = blocksOf(await stream(token, ""));
    await blocks.next();
    streams.push(blocks);
  }
  expect((await metrics.liveConnections.get()).values).toContainEqual({
    labels: { kind: "api_stream" },
    value: 50,
  });
  const refused = await stream(token, "");
  expect([refused.status, (await refused.json()).error.code]).toEqual([503, "server.busy"]);
  expect((await client.get("/v1/events?wait=5")).status).toBe(503); // not an early answer, which would be polled again
  const another = randomBytes(32).toString("base64url");
  await api.world.run(createToken, admin, { name: "Other", secret: another });
  const theirs = await stream(another, "");
  expect(theirs.status).toBe(200);
  await theirs.body?.cancel();
  await Promise.all(streams.map((blocks) => blocks.return(undefined)));
  await expect
    .poll(async () => {
      const again = await stream(token, "");
      await again.body?.cancel();
      return again.status;
    })
    .toBe(200);
});
