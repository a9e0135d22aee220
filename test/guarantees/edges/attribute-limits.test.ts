import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let token: string;
let ids: {
  accountId: number;
  inboxId: number;
  identifier: string;
  contactId: number;
  displayId: number;
  sourceId: string;
  visitorId: string;
};
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  ({ client, token } = tenant);
  const { inbox, contact, conversation } = await begin(client);
  await client.patch(`/v1/inboxes/${inbox.id}`, { publicApi: true });
  ids = {
    accountId: tenant.accountId,
    inboxId: inbox.id,
    identifier: inbox.identifier,
    contactId: contact.id,
    displayId: conversation.displayId,
    sourceId: contact.inbox.sourceId,
    visitorId: await visit(inbox.identifier),
  };
});
afterAll(() => api.close());

async function visit(identifier: string): Promise<string> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  const response = await fetch(`${api.url}/public/api/v1/inboxes/${identifier}/contacts`, init);
  return (await response.json()).source_id;
}

const long = { note: "x".repeat(16 * 1024) };
const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`n${i}`, i]));

type Door = { title: string; method?: string; path: () => string; body: (attributes: object) => object };
const chatwoot = (path: string) => `/api/v1/accounts/${ids.accountId}${path}`;
const visitors = () => `/public/api/v1/inboxes/${ids.identifier}/contacts`;
const conversation = () => ({ inboxId: ids.inboxId, contactId: ids.contactId });

const DOORS: readonly Door[] = [
  { title: "a contact", path: () => "/v1/contacts", body: (a) => ({ name: "A", customAttributes: a }) },
  {
    title: "a contact's change",
    method: "PATCH",
    path: () => `/v1/contacts/${ids.contactId}`,
    body: (a) => ({ customAttributes: a }),
  },
  {
    title: "a conversation",
    path: () => "/v1/conversations",
    body: (a) => ({ ...conversation(), customAttributes: a }),
  },
  {
    title: "a conversation's additional ones",
    path: () => "/v1/conversations",
    body: (a) => ({ ...conversation(), additionalAttributes: a }),
  },
  {
    title: "a conversation's change",
    path: () => `/v1/conversations/${ids.displayId}/attributes`,
    body: (a) => ({ set: a }),
  },
  {
    title: "a message",
    path: () => `/v1/conversations/${ids.displayId}/messages`,
    body: (a) => ({ content: "A", contentAttributes: a }),
  },
  {
    title: "a message of a channel",
    path: () => `/v1/inboxes/${ids.inboxId}/messages`,
    body: (a) => ({ from: { sourceId: "wa:7" }, content: "A", contentAttributes: a }),
  },
  {
    title: "Chatwoot's contact",
    path: () => chatwoot("/contacts"),
    body: (a) => ({ name: "A", custom_attributes: a }),
  },
  {
    title: "Chatwoot's contact's additional ones",
    path: () => chatwoot("/contacts"),
    body: (a) => ({ name: "A", additional_attributes: a }),
  },
  {
    title: "Chatwoot's contact's change",
    method: "PUT",
    path: () => chatwoot(`/contacts/${ids.contactId}`),
    body: (a) => ({ custom_attributes: a }),
  },
  {
    title: "Chatwoot's conversation",
    path: () => chatwoot("/conversations"),
    body: (a) => ({ source_id: ids.sourceId, inbox_id: ids.inboxId, custom_attributes: a }),
  },
  {
    title: "Chatwoot's message",
    path: () => chatwoot(`/conversations/${ids.displayId}/messages`),
    body: (a) => ({ content: "A", content_attributes: a }),
  },
  { title: "a visitor", path: visitors, body: (a) => ({ custom_attributes: a }) },
  {
    title: "a visitor's conversation",
    path: () => `${visitors()}/${ids.visitorId}/conversations`,
    body: (a) => ({ custom_attributes: a }),
  },
];

/** What the route may refuse by the API document; other APIs have none. */
const refusesOf = (method: string, path: string): readonly string[] =>
  path.startsWith("/v1/")
    ? (ROUTES.find(
        (route) =>
          route.method === method.toLowerCase() &&
          new RegExp(`^${route.path.replace(/\{\w+\}/g, "\\d+")}$`).test(path),
      )?.refuses ?? [])
    : ["attributes.too_much"];

test.each(DOORS)("attributes of $title are limited", async ({ method = "POST", path, body }) => {
  for (const attributes of [long, many]) {
    const response = await fetch(`${api.url}${path()}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        api_access_token: token,
        "content-type": "application/json",
      },
      body: JSON.stringify(body(attributes)),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([
      expect.toBeOneOf([409, 422]),
      expect.stringMatching(/attributes/i),
    ]);
    if (response.status === 409) expect(refusesOf(method, path())).toContain("attributes.too_much");
  }
});

test("an imported line with too many attributes is left out, and the others are saved", async () => {
  const columns = Array.from({ length: 20 }, (_, i) => `n${i}`);
  const csv = [
    ["name", "email", ...columns],
    ["Long", "long@example.test", ...columns.map(() => "x".repeat(900))],
    ["Short", "short@example.test", ...columns.map(() => "ok")],
  ]
    .map((cells) => cells.join(","))
    .join("\n");
  const response = await fetch(`${api.url}/v1/contacts/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ csv, dryRun: false }),
  });
  const text = await response.text();
  expect([response.status, text]).toEqual([200, expect.stringContaining("too_many_attributes")]);
  const stored = await api.world.database.query("select name from contact where email like '%@example.test'");
  expect(stored).toEqual([{ name: "Short" }]);
});

test("no stored attributes exceed the limits", async () => {
  for (const [table, column] of [
    ["contact", "custom_attributes"],
    ["contact", "additional_attributes"],
    ["conversation", "custom_attributes"],
    ["conversation", "additional_attributes"],
    ["message", "content_attributes"],
  ])
    expect(
      await api.world.database.query(`select id from ${table} where pg_column_size(${column}) > 20000`),
    ).toEqual([]);
});
