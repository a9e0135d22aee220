import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json as readJson } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recording } from "@/server/commands/_run/permission";
import { beginSession, endSession } from "@/server/commands/credentials/sessions";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createPositionWriter } from "@/server/dialects/wukongim/socket/delivery/position-writer";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { createApp } from "@/server/http/app";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { callTrpc, cookieFor, provideScreens } from "@/test/support/clients/screens";
import { textPayload } from "@/test/support/clients/wukongim";
import { openSocketStage } from "@/test/support/scenes/socket-stage";

describe("maintenance", () => {
  const TEXT = "We are moving to larger servers until 04:00 UTC.";
  let api: Api;
  let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
  let scene: Awaited<ReturnType<typeof begin>>;
  let cookie: string;
  let visitors: string;
  let uid: string;
  beforeAll(async () => {
    api = await openApi((parts) => createApp(parts));
    tenant = await createTokenTenant(api);
    scene = await begin(tenant.client);
    const { result } = await api.world.run(updateInbox, tenant.admin, {
      inboxId: scene.inbox.id,
      publicApi: true,
    });
    visitors = `/public/api/v1/inboxes/${result.identifier}/contacts`;
    await api.world.run(createInbox, tenant.admin, { name: "App", channel: "wukongim", postedNotices: [] });
    provideScreens(api.world);
    cookie = await cookieFor(api.world, tenant.admin);
    uid = randomUUID();
  });
  afterAll(() => api.close());
  beforeEach(() => provideMaintenance(() => ({ text: TEXT })));
  afterEach(() => provideMaintenance(() => null));

  type Sent = { method?: string; headers?: Record<string, string>; body?: BodyInit };

  /** The status, Retry-After and body of an answer. */
  async function send(path: string, { method = "POST", headers = {}, body = "{}" }: Sent = {}) {
    const init = { method, headers: { "content-type": "application/json", ...headers }, body };
    const response = await fetch(api.url + path, init);
    return [response.status, response.headers.get("retry-after"), await response.json()];
  }

  const bearer = () => ({ authorization: `Bearer ${tenant.token}` });

  const chatwoot = () => ({ api_access_token: tenant.token });

  const freescout = () => ({ "x-freescout-api-key": tenant.token });

  const formOf = (name: string) => {
    const form = new FormData();
    form.append(name, new File(["x"], "x.txt"));
    return form;
  };

  /** What an account's rows, events and files are; a refused change leaves it as it is. */
  const stored = () =>
    api.world.database.query(
      `select (select count(*) from outbox) + (select count(*) from event) as events, (select count(*) from file) as files,
            (select count(*) from message) as messages, (select count(*) from contact) as contacts`,
    );

  const NATIVE = {
    error: expect.objectContaining({ code: "server.maintenance", detail: TEXT, message: expect.any(String) }),
  };

  test("every door refuses changes with 503, Retry-After and the operator's text in its own format, and stores nothing", async () => {
    await api.stamped();
    const before = await stored();
    const account = `/api/v1/accounts/${tenant.accountId}/conversations/${scene.conversation.displayId}`;
    const message = JSON.stringify({ content: "Hello" });

    const native = [503, "30", NATIVE];
    expect(await send(`${scene.path}/messages`, { headers: bearer(), body: message })).toEqual(native);
    const keyed = { ...bearer(), "idempotency-key": randomUUID() };
    expect(await send(`${scene.path}/messages`, { headers: keyed, body: message })).toEqual(native);
    expect(await send("/v1/receipts", { headers: bearer() })).toEqual(native);
    expect(await send(scene.path, { method: "PATCH", headers: bearer() })).toEqual(native);
    expect(await send("/v1/files?name=x.txt", { headers: bearer() })).toEqual(native);
    expect(await send("/api/files?name=x.txt", { headers: { cookie, origin: api.url } })).toEqual(native);

    const plain = [503, "30", { error: TEXT }];
    expect(await send(`${account}/messages`, { headers: chatwoot(), body: message })).toEqual(plain);
    expect(await send(`${account}/toggle_typing_status`, { headers: chatwoot() })).toEqual(plain);
    expect(await send(`${account}/direct_uploads`, { headers: chatwoot() })).toEqual(plain);
    expect(await send(visitors)).toEqual(plain);

    const thread = JSON.stringify({ type: "note", text: "Hello", user: tenant.admin.userId });
    expect(
      await send(`/api/conversations/${scene.conversation.id}/threads`, {
        headers: freescout(),
        body: thread,
      }),
    ).toEqual([503, "30", expect.objectContaining({ message: TEXT, errorCode: "SERVICE UNAVAILABLE" })]);

    const letter = { from_uid: "backend", channel_id: uid, channel_type: 1, payload: textPayload("Hello") };
    for (const more of [{}, { header: { no_persist: 1 } }])
      expect(
        await send("/wukongim/message/send", {
          headers: { token: tenant.token },
          body: JSON.stringify({ ...letter, ...more }),
        }),
      ).toEqual([503, "30", { msg: TEXT, status: 503 }]);

    expect(await stored()).toEqual(before);
  });

  test("a file that came in a form is refused before its bytes are read", async () => {
    const response = await fetch(`${api.url}${scene.path}/messages`, {
      method: "POST",
      headers: bearer(),
      body: formOf("files"),
    });
    expect([response.status, (await response.json()).error.code]).toEqual([503, "server.maintenance"]);

    const headers = { ...bearer(), "content-type": "application/octet-stream", "content-length": 5_000_000 };
    const unsent = request(`${api.url}/v1/files?name=film.mp4`, { method: "POST", headers });
    unsent.flushHeaders(); // and no byte of the body
    const [answer] = (await once(unsent, "response")) as [IncomingMessage];
    expect([answer.statusCode, await readJson(answer)]).toEqual([503, NATIVE]);
    unsent.destroy();
  });

  test("screens are refused by procedures and by server actions, and their reads go on", async () => {
    const refusal = { code: "server.maintenance" };
    const input = { name: "Laden", channel: "api" };
    const procedure = await callTrpc(api, { path: "inboxes.create", kind: "mutation", input, cookie });
    expect(procedure).toMatchObject({ status: 503, refusal });
    expect(procedure.text).toContain(TEXT);
    const { displayId } = scene.conversation;
    const action = await callTrpc(api, {
      path: "actions.changeStatus",
      kind: "mutation",
      input: { displayId, signal: "resolve" },
      cookie,
    });
    expect(action).toMatchObject({ status: 503, refusal });
    expect(action.text).toContain(TEXT);

    const read = (path: string, of?: unknown) => callTrpc(api, { path, kind: "query", input: of, cookie });
    expect(await read("conversations.get", { displayId })).toMatchObject({ status: 200 });
    expect(await read("me.notices")).toMatchObject({ status: 200, data: { maintenance: { text: TEXT } } });
  });

  test("reads go on at every door, also those that are sent by POST", async () => {
    expect((await tenant.client.get(scene.path)).status).toBe(200);
    expect((await tenant.client.get("/v1/events")).status).toBe(200);
    const account = `/api/v1/accounts/${tenant.accountId}`;
    const found = await send(`${account}/conversations/filter`, {
      headers: chatwoot(),
      body: JSON.stringify({
        payload: [{ attribute_key: "status", filter_operator: "equal_to", values: ["open"] }],
      }),
    });
    expect(found[0]).toBe(200);
    const customers = await fetch(`${api.url}/api/customers`, { headers: freescout() });
    expect(customers.status).toBe(200);
    const headers = { token: tenant.token };
    const body = JSON.stringify({ uid, version: 0, msg_count: 10 });
    expect((await send("/wukongim/conversation/sync", { headers, body }))[0]).toBe(200);
  });

  test("after its end changes are made at once", async () => {
    const post = () => tenant.client.post(`${scene.path}/messages`, { content: "Hello again" });
    expect((await post()).status).toBe(503);
    provideMaintenance(() => null);
    expect((await post()).status).toBe(201);
  });

  test("members sign in, prove who they are and sign out meanwhile, and change nothing else", async () => {
    const { run } = api.services;
    const { accountId, admin } = tenant;
    const [userId, sessionId] = [Number(admin.userId), randomUUID()];
    const browser = { address: "192.0.2.1", agent: "test" };
    await run(beginSession, systemCaller(accountId), { userId, sessionId, ...browser });
    const input = { password: "not this one" };
    const tried = await callTrpc(api, { path: "me.reauthenticate", kind: "mutation", input, cookie });
    expect(tried.refusal?.code).toBe("auth.wrong_password"); // it was checked, not refused
    await expect(run(endSession, admin, { sessionId })).rejects.toMatchObject({
      refusal: "server.maintenance",
    });
    await run(endSession, recording(admin), { sessionId });
  });
});

describe("maintenance sockets", () => {
  const stage = openSocketStage();
  afterEach(() => provideMaintenance(() => null));

  const TEXT = "We are moving to larger servers.";

  test("a device connects during maintenance, its messages are refused with the operator's text, and go on afterwards", async () => {
    provideMaintenance(() => ({ text: TEXT }));
    const ann = await stage.connect({ uid: "ann" });
    expect(ann.answer).toMatchObject({ result: { reasonCode: 1 } });
    for (const more of [{}, { header: { noPersist: true } }])
      expect(await ann.request("send", stage.toGroup("Hello", more))).toMatchObject({
        error: { message: TEXT },
      });
    provideMaintenance(() => null);
    expect(await ann.request("send", stage.toGroup("Hello"))).toMatchObject({ result: { reasonCode: 1 } });
  });

  test("what a device acknowledges during maintenance waits, and is saved after its end", async () => {
    const { services, world } = stage.api;
    await stage.connect({ uid: "ann" });
    const { tenant, inbox, conversationId, contactOf } = stage.scene;
    const { accountId } = tenant;
    const contactId = contactOf("ann");
    const [{ id: deviceId } = { id: 0 }] = await world.database.query<{ id: number }>(
      "select id::float8 as id from connected_device where account_id = $1 and contact_id = $2",
      [accountId, contactId],
    );
    const saved = async () =>
      (
        await world.database.query<{ number: number }>(
          "select number::float8 as number from device_position where account_id = $1 and device_id = $2 and conversation_id = $3",
          [accountId, deviceId, conversationId],
        )
      ).map(({ number }) => number);
    const writer = createPositionWriter(services, accountId);
    const device: Device = {
      ...{ accountId, contactId, deviceId, inboxId: inbox.id, identifier: inbox.identifier, uid: "ann" },
      ...{ deviceFlag: 2, connectionId: "one", isMaster: false, name: "2:", commandNumber: 0 },
      tokenHash: Buffer.alloc(32),
    };
    provideMaintenance(() => ({ text: TEXT }));
    const before = await saved();
    writer.note(device, conversationId, 7);
    await writer.flush();
    expect(await saved()).toEqual(before);
    provideMaintenance(() => null);
    await writer.flush();
    expect(await saved()).toEqual([7]);
  });
});
