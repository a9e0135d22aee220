import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FAULTS } from "@/server/http/_refusals/problem";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { drawnRuns, holdsAsync } from "@/test/support/scenes/property";
import { REFUSED_ANYWHERE } from "./input-samples";

let api: Api;
let token: string;
let known: number[];
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  ({ token } = tenant);
  const { inbox, contact, conversation, path } = await begin(tenant.client);
  const { body: message } = await tenant.client.post(`${path}/messages`, { content: "Hello" });
  known = [inbox.id, contact.id, conversation.displayId, message.id];
});
afterAll(() => api.close());

const FIELDS = [
  ...[
    "receipts",
    "messageId",
    "inboxId",
    "contactId",
    "sourceId",
    "attempt",
    "signal",
    "at",
    "error",
    "name",
    "email",
  ],
  ...[
    "phone",
    "identifier",
    "customAttributes",
    "content",
    "direction",
    "private",
    "resolve",
    "contentAttributes",
  ],
  ...[
    "status",
    "snoozedUntil",
    "assigneeId",
    "labels",
    "add",
    "remove",
    "message",
    "until",
    "number",
    "botEnabled",
  ],
  ...[
    "onMessageAfterResolve",
    "reason",
    "callbackUrl",
    "messagesStartAs",
    "channel",
    "policy",
    "__proto__",
    "clientId",
    "from",
    "reviewEveryDays",
  ],
];
const WORDS = [
  ...[
    "sent",
    "failed",
    "read",
    "resolve",
    "snooze",
    "wake",
    "handoff",
    "open",
    "in",
    "out",
    "newConversation",
    "api",
  ],
  ...[
    "2026-11-20T09:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
    "+4917012345678",
    "a@b",
    "\u0000",
  ],
  ...["\ud800", "😀", "", "null", "http://example.test/hook", "9223372036854775808"],
];

/** JSON that often has the product's field names and values, so that it passes the first check. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom(...WORDS),
    fc.constantFrom(null, true, false, 0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e300),
    fc.constant("known").map(() => known[0]),
    fc.string({ unit: "binary" }),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...FIELDS) }, fc.string()), tie("json"), {
      maxKeys: 5,
    }),
  ),
}));

const query = fc.array(
  fc.tuple(
    fc.constantFrom(
      "limit",
      "cursor",
      "after",
      "status",
      "inboxId",
      "contactId",
      "assignee",
      "label",
      "query",
      "subject",
    ),
    fc.oneof(fc.constantFrom(...WORDS, "10", "WzFd", "WyJ4IiwxXQ"), fc.string({ unit: "binary" })),
  ),
  { maxLength: 2 },
);

/** Valid bodies, of which one field is then made invalid. */
const good = (route: string): object => {
  const [inboxId, contactId, , messageId] = known;
  const bodies: Record<string, object> = {
    "/v1/inboxes": { name: "Inbox", policy: { botEnabled: true } },
    "/v1/inboxes/{id}": { name: "Inbox" },
    "/v1/inboxes/{id}/policy": { startAsPending: true, reason: "why" },
    "/v1/inboxes/{id}/policy/preview": { botEnabled: true, onMessageAfterResolve: "newConversation" },
    "/v1/inboxes/{id}/policy/changes/{changeId}/revert": { reason: "why" },
    "/v1/inboxes/{id}/messages": { from: { sourceId: "wa:1", name: "Someone" }, content: "Hello" },
    "/v1/teams": { name: "Team", memberIds: [] },
    "/v1/teams/{id}": { name: "Team" },
    "/v1/attribute-definitions": { model: "contact", key: "plan", displayName: "Plan", kind: "text" },
    "/v1/attribute-definitions/{id}": { pattern: "^[0-9]+$" },
    "/v1/companies": { name: "Acme", domains: ["acme.example"] },
    "/v1/companies/{id}": { description: "Why" },
    "/v1/views": { name: "View", filter: { status: "open", inboxId } },
    "/v1/views/{id}": { name: "View" },
    "/v1/labels": { name: "Label", colour: "red" },
    "/v1/labels/{id}": { description: "Why" },
    "/v1/contacts": { name: "Someone", customAttributes: { plan: "gold" } },
    "/v1/contacts/{id}": { name: "Someone" },
    "/v1/conversations": { inboxId, contactId, message: { content: "Hello" } },
    "/v1/conversations/{displayId}/messages": { content: "Hello", contentAttributes: {} },
    "/v1/conversations/{displayId}/status": { signal: "reopen" },
    "/v1/conversations/{displayId}/assign": { assigneeId: null },
    "/v1/conversations/{displayId}/labels": { add: ["vip"] },
    "/v1/conversations/{displayId}/attributes": { set: { plan: "gold" } },
    "/v1/conversations/{displayId}/seen": { number: 1 },
    "/v1/conversations/{displayId}/unread": { from: 1 },
    "/v1/bulk-operations": { action: "assign", params: { assigneeId: null }, target: { query: {} } },
    "/v1/receipts": { receipts: [{ messageId, signal: "sent" }] },
  };
  return bodies[route] ?? {};
};

const TOLD: readonly string[] = [...REFUSED_ANYWHERE, ...Object.keys(FAULTS)];

const pathOf = (pattern: string, id: string) => pattern.replace(/\{\w+\}/g, encodeURIComponent(id));

const request = fc.record({
  route: fc.constantFrom(...ROUTES),
  id: fc.oneof(
    fc.nat({ max: 3 }).map((i) => String(known[i])),
    fc.constantFrom("0", "9007199254740991", "x", "../"), // ".." alone would name another route
  ),
  query,
  spoil: fc.option(fc.dictionary(fc.constantFrom(...FIELDS), json, { maxKeys: 1 })),
  body: fc.oneof(
    { weight: 6, arbitrary: json.map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.constant(`${"[".repeat(50_000)}${"]".repeat(50_000)}`) },
  ),
  key: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
});

/** A request whose body is not made invalid: it creates a contact. */
const CREATES = ROUTES.filter(({ path, method }) => method === "post" && path === "/v1/contacts").map(
  (route): [typeof request extends fc.Arbitrary<infer T> ? T : never] => [
    { route, id: "1", query: [], spoil: {}, body: "", key: undefined },
  ],
);

test("no input of a caller causes a 5xx, and every refusal has a code", async () => {
  const seen = new Map<number, number>();
  await holdsAsync(
    fc.asyncProperty(request, async ({ route, id, query, body, spoil, key }) => {
      const search = new URLSearchParams(query);
      const response = await fetch(`${api.url}${pathOf(route.path, id)}?${search}`, {
        method: route.method.toUpperCase(),
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          ...(key && { "idempotency-key": key }),
        },
        ...(route.method === "get"
          ? {}
          : { body: spoil ? JSON.stringify({ ...good(route.path), ...spoil }) : body }),
      });
      const answer = await response.json();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      if (response.ok) route.answer.parse(answer);
      else expect(answer.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
      expect(response.status, JSON.stringify(answer)).toBeLessThan(500);
      if (answer.error) expect([...TOLD, ...route.refuses], route.path).toContain(answer.error.code);
      if (answer.error?.code === "input.invalid")
        expect(answer.error.detail).not.toMatch(/^(undefined|Invalid input)?$/);
    }),
    { runs: drawnRuns(800), examples: CREATES },
  );
  expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 201, 404, 422])); // requests pass the first check
}, 60_000);
