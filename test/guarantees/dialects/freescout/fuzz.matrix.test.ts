import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freescoutRoutes } from "@/server/dialects/freescout/routes";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { drawnRuns, holdsAsync } from "@/test/support/scenes/property";

let api: Api;
let scene: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  scene = await openScene(api);
});
afterAll(() => api.close());

/** Every parameter that any route reads. */
const NAMES = [
  ["type", "text", "user", "customer", "state", "status", "imported", "attachments", "threads", "subject"],
  ["mailboxId", "assignTo", "byUser", "customerId", "customFields", "tags", "url", "events", "mailboxes"],
  ["secret", "firstName", "lastName", "email", "emails", "emails_add", "phone", "phones", "company", "id"],
  ["jobTitle", "page", "pageSize", "assignedTo", "customerEmail", "customerPhone", "number", "tag"],
  ["updatedSince", "sortField", "sortOrder", "conversationId", "api_key", "embed", "value"],
].flat();

const name = fc.constantFrom(...NAMES);
const leaf = fc.oneof(
  fc.constantFrom(
    "customer",
    "message",
    "note",
    "chat",
    "active",
    "closed",
    "spam",
    "convo.status",
    "published",
  ),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e999",
    "9".repeat(30),
    "{}",
    "[",
    "null",
    "2026-02-30",
    "2026-11-20T25:00:00Z",
  ),
  fc.constantFrom("\0", "\ud800", "😀", "'; drop table message; --", "a".repeat(3000), "+123456", "a@b"),
  fc.constantFrom(
    "<p>x</p>",
    "<!--",
    "<script>",
    "&#0;&#xd800;&#1114112;",
    "<br>",
    "http://[::1]/",
    "https://a.b/",
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, true, false, null, [], {}),
  fc.integer({ min: 1, max: 20 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const value = fc.oneof(
  leaf,
  fc.array(fc.oneof(leaf, fc.dictionary(name, leaf, { maxKeys: 4 })), { maxLength: 3 }),
  fc.dictionary(fc.oneof(name, fc.string()), leaf, { maxKeys: 3 }),
);
const nonsense = fc.option(
  fc.constantFrom("0", "-1", "abc", "9007199254740993", "%00", "%F0%28", "1.5", "'"),
  {
    freq: 4,
  },
);
const routes = freescoutRoutes().routes.filter(({ path, method }) => method !== "ALL" && !path.endsWith("/"));

/** Some valid input of a route, so that requests pass its first check. */
const likely = fc.constantFrom<() => object>(
  () => ({}),
  () => ({ byUser: scene.userId, status: "active" }),
  () => ({ type: "message", text: "x", user: scene.userId }),
  () => ({
    type: "chat",
    mailboxId: scene.inboxId,
    subject: "x",
    customer: { id: scene.contactId },
    threads: [{ type: "customer", text: "x" }],
  }),
);

const ids = (path: string): number =>
  path.startsWith("/api/customers")
    ? scene.contactId
    : path.startsWith("/api/users")
      ? scene.userId
      : scene.id;

test("no input of a client causes a server error, and every refusal has FreeScout's shape", async () => {
  const one = fc.record({
    route: fc.constantFrom(...routes),
    instead: nonsense,
    base: likely,
    sent: fc.dictionary(name, value, { maxKeys: 6 }),
    as: fc.constantFrom("json", "json", "raw"),
  });
  await holdsAsync(
    fc.asyncProperty(one, async ({ route, instead, base, sent, as }) => {
      const query = new URLSearchParams(
        Object.entries(sent).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      query.delete("api_key");
      const path = route.path.replace(":id", instead ?? String(ids(route.path)));
      const isGet = route.method === "GET";
      const answer = await fetch(`${api.url}${path}${isGet ? `?${query}` : ""}`, {
        method: route.method,
        // A key without the scope deletes nothing, so that the scene stays.
        headers: {
          "x-freescout-api-key": (route.method === "DELETE" ? bare : scene.client).key ?? "",
          "content-type": "application/json",
        },
        ...(isGet ? {} : { body: as === "raw" ? String(query) : JSON.stringify({ ...base(), ...sent }) }),
      });
      const text = await answer.text();
      const what = `${route.method} ${path} ${JSON.stringify(sent)}: ${text}`;
      expect(answer.status, what).toBeLessThan(500);
      if (answer.status >= 400)
        expect(JSON.parse(text), what).toMatchObject({
          message: expect.any(String),
          errorCode: expect.any(String),
          _embedded: { errors: expect.any(Array) },
        });
    }),
    { runs: drawnRuns(600) },
  );
});

let bare: { key: string | null };
beforeAll(async () => {
  bare = await scene.scoped([]);
});
