import { encode } from "next-auth/jwt";
import { describe, expect, test } from "vitest";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import {
  addMember,
  callTrpc,
  cookieFor,
  cookieOf,
  openScreens,
  readAnswer,
  type Screens,
} from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let tenant: Tenant;
let cookie: string;

withScreens(async (opened) => {
  ({ world, screens } = opened);
  tenant = await createTenant(world);
  cookie = await cookieFor(world, tenant.admin);
});

const body = JSON.stringify({ json: { name: "Laden", channel: "api" } });

/** A change, as a browser sends it, with a test's differences. `null` leaves a header out. */
async function change(
  headers: Record<string, string | null>,
  path = "inboxes.create",
  sent: BodyInit = body,
) {
  const right = { cookie, "content-type": "application/json", origin: screens.url };
  const given = Object.entries({ ...right, ...headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value]],
  );
  const init = { method: "POST", headers: Object.fromEntries(given), body: sent };
  return readAnswer(await fetch(`${screens.url}/api/trpc/${path}`, init));
}

const me = (from: string) => callTrpc(screens, { path: "me.get", kind: "query", cookie: from });
const inboxes = () => world.database.query("select 1 from inbox");

describe("a change", () => {
  test("sent by a browser from Tickline's page is made", async () => {
    expect(await change({})).toMatchObject({ status: 200, data: { name: "Laden" } });
  });

  test.each([
    ["another site", "https://evil.example"],
    ["a sandboxed frame", "null"],
    ["Tickline's host on another port", "http://127.0.0.1:1"],
    ["an invalid address", "evil"],
    ["no Origin header", null],
  ])("from %s is refused", async (_, origin) => {
    const before = await inboxes();
    expect(await change({ origin })).toMatchObject({ status: 403, refusal: { code: "auth.foreign_origin" } });
    expect(await inboxes()).toHaveLength(before.length);
  });

  test("from another site is refused, whatever host it names", async () => {
    const headers = { origin: "https://evil.example", "x-forwarded-host": "evil.example" };
    expect(await change(headers)).toMatchObject({ status: 403, refusal: { code: "auth.foreign_origin" } });
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
    null,
  ])("as %s is refused", async (type) => {
    const sent = new TextEncoder().encode(body); // without a type of its own
    const answer = await change({ "content-type": type }, "inboxes.create", sent);
    expect(answer).toMatchObject({ status: 415, refusal: { code: "media.unsupported" } });
  });

  test("by GET is refused", async () => {
    const answer = await callTrpc(screens, {
      path: "inboxes.create",
      kind: "query",
      input: { name: "Laden", channel: "api" },
      cookie,
    });
    expect(answer).toMatchObject({ status: 405, refusal: { code: "input.invalid" } });
  });
});

describe("bad input", () => {
  test("names the field and its fault", async () => {
    const answer = await change({}, "inboxes.create", JSON.stringify({ json: { name: "", channel: "api" } }));
    expect(answer).toMatchObject({ status: 400, refusal: { code: "input.invalid", field: "name" } });
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '"x"',
    '{"json":{"__proto__":{"a":1}}}',
    '{"json":1,"meta":{"values":["map"]}}',
  ])("%s is refused, not a server error", async (sent) =>
    expect(await change({}, "inboxes.create", sent)).toMatchObject({
      status: 400,
      refusal: { code: "input.invalid" },
    }),
  );

  test.each([2 ** 53, 2 ** 70, -1, 1.5, "1"])("an id of %s is refused", async (inboxId) => {
    const answer = await callTrpc(screens, {
      path: "inboxes.get",
      kind: "query",
      input: { inboxId },
      cookie,
    });
    expect(answer).toMatchObject({ status: 400, refusal: { code: "input.invalid" } });
  });

  test("an unknown procedure is not found", async () => {
    expect(await change({}, "inboxes.burn")).toMatchObject({
      status: 404,
      refusal: { code: "resource.not_found" },
    });
  });

  test.each([
    ["inboxes.create", { name: "a\u0000b", channel: "api" }, "name"],
    ["views.create", { name: "a\u0000b", isShared: false, filter: {} }, "name"],
    ["views.create", { name: "a\ud800b", isShared: false, filter: {} }, "name"],
    ["labels.create", { name: "a\u0000b", color: "red" }, "name"],
  ])("%s refuses text that cannot be stored, and names the field", async (path, input, field) => {
    const answer = await change({}, path, JSON.stringify({ json: input }));
    expect(answer).toMatchObject({ status: 400, refusal: { code: "input.invalid", field } });
  });

  test.each(["-005000-01-01T00:00:00.000Z", "+020000-01-01T00:00:00.000Z"])(
    "an instant out of range, like %s, is refused",
    async (from) => {
      for (const path of ["webhooks.deliveries", "events.list"]) {
        const input = { endpointId: 1, from: new Date(from) };
        const answer = await callTrpc(screens, { path, kind: "query", input, cookie });
        expect(answer).toMatchObject({ status: 400, refusal: { code: "input.invalid", field: "from" } });
      }
    },
  );

  test("a forged cursor of a list is refused", async () => {
    const cursor = btoa(JSON.stringify(["not a time", 1]));
    const answer = await callTrpc(screens, {
      path: "conversations.list",
      kind: "query",
      input: { cursor },
      cookie,
    });
    expect(answer).toMatchObject({ status: 400 });
  });

  test("a batch larger than any screen's is refused", async () => {
    const paths = Array.from({ length: 21 }, () => "me.get").join(",");
    const response = await fetch(`${screens.url}/api/trpc/${paths}?batch=1&input={}`, {
      headers: { cookie },
    });
    expect(response.status).toBe(400);
  });
});

describe("a session", () => {
  test("in chunks is read like a whole one", async () => {
    const [name, token = ""] = cookie.split("=");
    const chunks = [token.slice(0, 40), token.slice(40, 90), token.slice(90)].map(
      (part, i) => `${name}.${i}=${part}`,
    );
    expect(await me(["other=1", ...chunks.reverse()].join("; "))).toMatchObject({ status: 200 });
  });

  test("of another secret is invalid", async () => {
    const forged = await encode({
      token: { userId: tenant.admin.userId, sessionVersion: 1 },
      secret: "x".repeat(40),
    });
    expect(await me(`next-auth.session-token=${forged}`)).toMatchObject({ status: 401 });
  });

  test("without Tickline's claims, or damaged, is invalid", async () => {
    const secret = process.env["NEXTAUTH_SECRET"] ?? "";
    const bare = await encode({ token: { sub: String(tenant.admin.userId) }, secret });
    expect(await me(`next-auth.session-token=${bare}`)).toMatchObject({ status: 401 });
    expect(await me(`${cookie}x`)).toMatchObject({ status: 401 });
  });

  test("of a removed member is invalid", async () => {
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const theirs = await cookieFor(world, agent);
    expect(await me(theirs)).toMatchObject({ status: 200 });
    await world.database.query("delete from member where user_id = $1", [agent.userId]);
    expect(await me(theirs)).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
  });

  test("that was ended is invalid immediately, and a new one is valid", async () => {
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const ended = await cookieFor(world, agent);
    const { userId } = agent;
    if (userId === null) throw new Error("a member is a user");
    await world.run(revokeSessions, tenant.admin, { userId });
    expect(await me(ended)).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
    expect(await me(await cookieOf({ userId, sessionVersion: 2 }))).toMatchObject({ status: 200 });
  });

  test("is required even when the request claims to have passed Next's middleware", async () => {
    const headers = { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" };
    const response = await fetch(`${screens.url}/api/trpc/me.get`, { headers });
    expect(await readAnswer(response)).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
  });
});

test("sending twice under one clientId sends once; another text under it is refused", async () => {
  const { conversation } = await createScene(world, tenant);
  const send = (content: string) => {
    const input = { displayId: conversation.displayId, content, clientId: "a-mark" };
    return callTrpc(screens, { path: "messages.send", kind: "mutation", input, cookie });
  };
  const [first, again] = [await send("Hello"), await send("Hello")];
  expect(first).toMatchObject({ status: 200, data: { message: { content: "Hello", clientId: "a-mark" } } });
  expect(again.data).toEqual(first.data);
  expect(await send("Goodbye")).toMatchObject({ status: 422, refusal: { code: "idempotency.mismatch" } });
});

test("an unexpected error reveals no details", async () => {
  const broken = await createWorld();
  const other = await openScreens(broken);
  try {
    await broken.database.query("alter table member rename to member_gone");
    const answer = await callTrpc(other, { path: "me.get", kind: "query", cookie });
    expect(answer).toMatchObject({ status: 500, refusal: null });
    expect(answer.text).not.toMatch(/member|stack|select/);
  } finally {
    await other.close();
    await broken.close();
  }
});
