import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

const whatsapp = (phoneNumberId: string) => ({
  phoneNumberId,
  businessAccountId: "900000001",
  accessToken: "EAAG-access-token",
  appSecret: "app-secret-of-meta",
  verifyToken: "chosen-by-acme",
});
const evolution = (url: string, instance: string) => ({ url, instance, apiKey: "the-key-of-it" });
const email = (imap: object) => ({
  address: "help@acme.example",
  imap: { host: "imap.acme.example", user: "help@acme.example", password: "secret", ...imap },
});

/** A channel, the settings of an inbox, others that are connected with the same, and some that are not. */
type Case = [string, object, { field: string; same: object[]; others: object[] }];
const CASES: Case[] = [
  [
    "whatsapp",
    whatsapp("10000000001"),
    {
      field: "settings.phoneNumberId",
      same: [{ ...whatsapp("10000000001"), businessAccountId: "900000002" }],
      others: [whatsapp("10000000002")],
    },
  ],
  [
    "evolution",
    evolution("https://evolution.acme.example", "shop"),
    {
      field: "settings.instance",
      same: [
        evolution("https://evolution.acme.example", "shop"),
        evolution("https://Evolution.acme.example:443/", "shop"),
      ],
      others: [
        evolution("https://evolution.acme.example", "Shop"),
        evolution("https://evolution.acme.example/b", "shop"),
      ],
    },
  ],
  [
    "email",
    email({}),
    {
      field: "settings.imap.user",
      same: [
        { ...email({ host: "IMAP.acme.example", folder: "inbox" }), address: "sales@acme.example" },
        email({ user: "Help@acme.example", folder: "INBOX" }),
      ],
      others: [
        email({ folder: "Sales" }),
        email({ user: "sales@acme.example" }),
        { ...email({}), inbound: "webhook", webhookSecret: "a secret of the webhook" },
      ],
    },
  ],
];

describe.each(CASES)("%s", (channel, settings, { field, same, others }) => {
  const open = async () => {
    const { client } = await createTokenTenant(api);
    const create = (connection: object) =>
      client.post("/v1/inboxes", { name: "Shop", channel, settings: connection });
    return { client, create };
  };
  const refusal = (id: number) => ({
    status: 409,
    body: { error: { code: "inbox.connected_twice", field, detail: String(id) } },
  });

  test.each(same)("a second inbox is not connected with the same as the first: %j", async (again) => {
    const { client, create } = await open();
    const first = await create(settings);
    expect(first.status).toBe(201);
    expect(await create(again)).toMatchObject(refusal(first.body.id));
    const second = await create(others[0] ?? {});
    const changed = await client.patch(`/v1/inboxes/${second.body.id}`, { settings: again });
    expect(changed).toMatchObject(refusal(first.body.id));
  });

  test.each(others)("but with another: %j", async (other) => {
    const { client, create } = await open();
    expect((await create(settings)).status).toBe(201);
    const second = await create(other);
    expect(second.status).toBe(201);
    expect((await client.patch(`/v1/inboxes/${second.body.id}`, { settings: other })).status).toBe(200);
  });

  test("two at once: one is refused; another account is not concerned", async () => {
    const { create } = await open();
    const both = await Promise.all([create(settings), create(settings)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await (await open()).create(settings)).status).toBe(201);
  });
});
