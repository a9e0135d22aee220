import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene, wireClient } from "@/test/support/clients/freescout";

let api: Api;
let scene: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  scene = await openScene(api);
});
afterAll(() => api.close());

const anonymous = () => wireClient(api, null);
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

describe("a key is accepted", () => {
  test("in the header", async () => {
    expect((await scene.client.get("/mailboxes")).status).toBe(200);
  });
  test("in the query, if the account accepts that", async () => {
    await api.world.run(updateAccount, scene.admin, { acceptsUrlKeys: true });
    expect((await anonymous().get(`/mailboxes?api_key=${scene.client.key}`)).status).toBe(200);
  });
  test("as the user name of HTTP Basic, with any password", async () => {
    const headers = basic(scene.client.key ?? "", "any: thing");
    expect((await anonymous().get("/mailboxes", undefined, headers)).status).toBe(200);
  });
});

test.each([
  ["no key", {}, "Give an API key"],
  ["an unknown key", { "x-freescout-api-key": "nobody's" }, "Unknown API key"],
  ["an empty user name", basic("", "x"), "Give an API key"],
])("with %s every path is 401, with FreeScout's message", async (_, headers, message) => {
  const { status, body } = await anonymous().get("/mailboxes", undefined, headers);
  expect(status).toBe(401);
  expect(body).toEqual({
    message: expect.stringContaining(message),
    errorCode: "UNAUTHORIZED",
    _embedded: { errors: [] },
  });
});

describe("a missing resource or path answers like FreeScout", () => {
  test.each(["/conversations/0", "/conversations/x", "/conversations/99999999", "/conversations/1/timelogs"])(
    "%s",
    async (path) => {
      const { status, body } = await scene.client.get(path);
      expect({ status, code: body.errorCode }).toEqual({ status: 404, code: "NOT FOUND" });
    },
  );

  test("a path without the method lists its methods", async () => {
    const { status, body, headers } = await scene.client.put("/mailboxes", {});
    expect({ status, code: body.errorCode }).toEqual({ status: 405, code: "METHOD NOT ALLOWED" });
    expect(headers.get("allow")).toBe("GET, OPTIONS");
  });

  test("OPTIONS lists the methods", async () => {
    const response = await fetch(`${api.url}/api/conversations/1`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("GET, PUT, DELETE, OPTIONS");
  });

  test("other paths are answered as without the dialect", async () => {
    const { status, body } = await scene.client.get("/no-such-thing");
    expect({ status, code: body.error.code }).toEqual({ status: 404, code: "resource.not_found" });
  });
});

test("a trailing slash is ignored", async () => {
  expect((await scene.client.get(`${scene.path}/`)).body.id).toBe(scene.id);
});

test("a body that is no JSON object is refused without naming a field", async () => {
  for (const body of ["{", "[]", '"x"', "1"])
    expect((await scene.client.put(scene.path, body)).status, body).toBe(400);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect((await scene.client.put(scene.path, "status=closed", form)).status).toBe(415);
  const large = JSON.stringify({ text: "x".repeat(6 * 1024 * 1024) });
  expect((await scene.client.put(scene.path, large)).status).toBe(413);
});

test("one answer names every invalid field", async () => {
  const { status, body } = await scene.client.put(scene.path, { byUser: "x", status: "open" });
  expect(status).toBe(400);
  expect(body._embedded.errors).toEqual([
    { path: "byUser", message: "must be an id", source: "JSON" },
    { path: "status", message: expect.stringContaining("active, pending, closed, spam"), source: "JSON" },
  ]);
});

test("an agent's key sees its own inboxes", async () => {
  const { client, agent, path, inboxId } = scene;
  const outside = await agent([]);
  expect((await outside.get(path)).status).toBe(404);
  expect((await outside.get("/mailboxes")).body._embedded.mailboxes).toEqual([]);
  const inside = await agent([inboxId]);
  expect((await inside.get(path)).status).toBe(200);
  expect((await inside.get("/webhooks")).status).toBe(403);
  expect((await client.get("/mailboxes")).body).toMatchObject({
    _embedded: { mailboxes: [{ id: inboxId, name: "Shop", email: "" }] },
    page: { size: 50, totalElements: 1, totalPages: 1, number: 1 },
  });
});
