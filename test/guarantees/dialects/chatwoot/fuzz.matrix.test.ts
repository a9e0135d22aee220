import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { openWireStage, type WireStage } from "@/test/support/clients/chatwoot";
import { drawnRuns, holdsAsync } from "@/test/support/scenes/property";

let stage: WireStage;
let messageId: number;
beforeAll(async () => {
  stage = await openWireStage();
  const { client } = stage.tenant;
  const { conversationId, contactId, inboxId } = stage.scene;
  const sent = await client.post(`/conversations/${conversationId}/messages`, { json: { content: "x" } });
  messageId = sent.body.id;
  const link = { inbox_id: inboxId, source_id: "customer" };
  await client.post(`/contacts/${contactId}/contact_inboxes`, { json: link });
});
afterAll(() => stage.api.close());

/** Every parameter that any route reads. */
const NAMES = [
  ["name", "email", "phone_number", "identifier", "blocked", "custom_attributes", "additional_attributes"],
  [
    "inbox_id",
    "source_id",
    "contact_id",
    "assignee_id",
    "team_id",
    "status",
    "snoozed_until",
    "message",
    "labels",
  ],
  ["content", "message_type", "private", "content_type", "content_attributes", "echo_id", "attachments"],
  ["external_created_at", "external_error", "agent_bot", "channel", "type", "webhook_url", "assignee_type"],
  ["q", "page", "sort", "before", "after", "assignee_type", "inbox", "contact", "conversation"],
].flat();

const name = fc.constantFrom(...NAMES);
const leaf = fc.oneof(
  fc.constantFrom(
    "open",
    "snoozed",
    "failed",
    "incoming",
    "api",
    "",
    "0",
    "-1",
    "1e999",
    "9".repeat(30),
    "{}",
    "[",
    "null",
  ),
  fc.constantFrom(
    "\0",
    "\ud800",
    "😀",
    "'; drop table message; --",
    "%00",
    "a".repeat(3000),
    "+123456",
    "2026-02-30",
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, true, false, null, [], {}),
  fc.integer({ min: 1, max: 20 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.oneof(name, fc.string()), leaf, { maxKeys: 3 }),
);
const body = fc.dictionary(name, value, { maxKeys: 6 });
const pathPart = fc.option(
  fc.constantFrom("0", "-1", "abc", "9007199254740993", "%00", "%F0%28", "1.5", "'"),
  { freq: 4 },
);
const routes = chatwootRoutes().routes.filter(({ path }) => !path.endsWith("/"));

/** The path with the scene's ids, one of them sometimes replaced by nonsense. */
function urlOf(path: string, nonsense: string | null): string {
  const ids: Record<string, string> = {
    account_id: String(stage.tenant.accountId),
    contact_id: String(stage.scene.contactId),
    conversation_id: String(stage.scene.conversationId),
    inbox_id: String(stage.scene.inboxId),
    message_id: String(messageId),
    identifier: stage.scene.identifier,
    source_id: "customer",
  };
  const names = [...path.matchAll(/:(\w+)/g)].map(([, id = ""]) => id);
  const last = names.at(-1);
  return path.replace(/:(\w+)/g, (_, id: string) =>
    nonsense !== null && id === last ? nonsense : (ids[id] ?? "1"),
  );
}

test("no input of a client causes a server error", async () => {
  const one = fc.record({
    route: fc.constantFrom(...routes),
    nonsense: pathPart,
    sent: body,
    as: fc.constantFrom("json", "form", "query"),
  });
  await holdsAsync(
    fc.asyncProperty(one, async ({ route, nonsense, sent, as }) => {
      const query = new URLSearchParams(
        Object.entries(sent).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      const url = `${stage.api.url}${urlOf(route.path, nonsense)}`;
      const isGet = route.method === "GET";
      const answer = await fetch(as === "query" || isGet ? `${url}?${query}` : url, {
        method: route.method,
        headers: {
          api_access_token: stage.tenant.client.token ?? "",
          ...(as === "json" && !isGet ? { "content-type": "application/json" } : {}),
        },
        ...(isGet || as === "query" ? {} : { body: as === "json" ? JSON.stringify(sent) : query }),
      });
      const text = await answer.text();
      expect(answer.status, `${route.method} ${url} ${JSON.stringify(sent)}: ${text}`).toBeLessThan(500);
    }),
    { runs: drawnRuns(600) },
  );
});
