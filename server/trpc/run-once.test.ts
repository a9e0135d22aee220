import { expect, test } from "vitest";
import { callTrpc, cookieFor, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
withScreens(async (opened) => {
  ({ world, screens } = opened);
});

test("a conversation that is begun again because no answer came has its first message once", async () => {
  const tenant = await createTenant(world);
  const { inbox, contact } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const start = (content: string, clientId: string) =>
    callTrpc(screens, {
      path: "conversations.start",
      kind: "mutation",
      input: { inboxId: inbox.id, contactId: contact.id, content, clientId },
      cookie,
    });
  const first = await start("Your order is ready.", "a");
  const repeated = await start("Your order is ready.", "a");
  expect(first.data).toMatchObject({ conversation: { contactId: contact.id } });
  expect(repeated.data).toEqual(first.data);
  const sent = await world.database.query(
    "select content from message where content = 'Your order is ready.'",
  );
  expect(sent).toHaveLength(1);
  expect((await start("Your order is late.", "a")).refusal?.code).toBe("idempotency.mismatch");
  expect((await start("Your order is ready.", "b")).refusal).toBeNull();
});

test("a message that is scheduled again because no answer came, and a group that is begun again, are one", async () => {
  const tenant = await createTenant(world);
  const { inbox, contact, conversation } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const call = (path: string, input: object) =>
    callTrpc(screens, { path, kind: "mutation", input: { ...input, clientId: "a" }, cookie });
  const { displayId } = conversation;
  const later = {
    displayId,
    content: "Did it arrive?",
    sendAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const scheduled = await call("scheduled.schedule", later);
  expect(scheduled.data).toMatchObject({ content: "Did it arrive?", state: "waiting" });
  expect((await call("scheduled.schedule", later)).data).toEqual(scheduled.data);
  await callTrpc(screens, {
    path: "scheduled.sendNow",
    kind: "mutation",
    input: { scheduledMessageId: (scheduled.data as { id: number }).id },
    cookie,
  });
  expect((await call("scheduled.schedule", later)).data).toMatchObject({ state: "sent" });
  const group = { inboxId: inbox.id, name: "Garden Choir", members: [{ contactId: contact.id }] };
  const begun = await call("groups.create", group);
  expect(begun.data).toMatchObject({ contact: { name: "Garden Choir" } });
  expect((await call("groups.create", group)).data).toMatchObject({ contact: { name: "Garden Choir" } });
  const all = "select 1 from scheduled_message where conversation_id = $1";
  expect(await world.database.query(all, [conversation.id])).toHaveLength(1);
  expect(await world.database.query("select 1 from contact where name = 'Garden Choir'")).toHaveLength(1);
});

const sentOf = async (content: string): Promise<number> =>
  (await world.database.query("select 1 from message where content = $1", [content])).length;

test("a macro that is run again because no answer came sends its reply once, whatever was seen since", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const call = (path: string, input: object) => callTrpc(screens, { path, kind: "mutation", input, cookie });
  const create = async (name: string, content: string) => {
    const made = await call("macros.create", { name, actions: [{ type: "reply", content }] });
    return (made.data as { id: number }).id;
  };
  const macroId = await create("Shipped", "Your parcel has been shipped.");
  const { displayId } = conversation;
  const run = (input: object) =>
    call("changes.runMacro", { displayId, macroId, holdMs: 8000, clientId: "a", ...input });

  const first = await run({ lastSeenNumber: 0 });
  expect(first.data).toMatchObject({ operationId: expect.any(String), messageIds: [expect.any(Number)] });
  const repeated = await run({ lastSeenNumber: 1, today: "29 November" });
  const { operationId, messageIds } = first.data as { operationId: string; messageIds: number[] };
  expect(repeated.data).toMatchObject({ operationId, messageIds });
  expect(await sentOf("Your parcel has been shipped.")).toBe(1);

  const another = await create("Lost", "We're looking for your parcel.");
  expect((await run({ macroId: another })).refusal?.code).toBe("idempotency.mismatch");
  expect((await run({ clientId: "b" })).refusal).toBeNull();
  expect(await sentOf("Your parcel has been shipped.")).toBe(2);
});

test("a bulk operation that is started again because no answer came is the same one", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const start = (input: object) =>
    callTrpc(screens, {
      path: "bulk.start",
      kind: "mutation",
      input: { action: "trash", target: { displayIds: [conversation.displayId] }, ...input },
      cookie,
    });
  const first = await start({ clientId: "a" });
  expect((await start({ clientId: "a" })).data).toMatchObject({ id: (first.data as { id: number }).id });
  expect((await start({ clientId: "a", action: "restore" })).refusal?.code).toBe("idempotency.mismatch");
  expect((await start({ clientId: "b", other: 1 })).refusal?.code).toBe("input.invalid");
});

test("an inbox that is created again because no answer came is one", async () => {
  const tenant = await createTenant(world);
  const cookie = await cookieFor(world, tenant.admin);
  const create = () =>
    callTrpc(screens, {
      path: "inboxes.create",
      kind: "mutation",
      input: { name: "Second shop", channel: "api", clientId: "i" },
      cookie,
    });
  const first = await create();
  expect(first.data).toMatchObject({ name: "Second shop", channel: "api" });
  expect((await create()).data).toEqual(first.data);
  expect(await world.database.query("select 1 from inbox where name = 'Second shop'")).toHaveLength(1);
});

test("a contact that is created again because no answer came is one, and a changed one is another", async () => {
  const tenant = await createTenant(world);
  const cookie = await cookieFor(world, tenant.admin);
  const create = (name: string, clientId: string) =>
    callTrpc(screens, {
      path: "contacts.create",
      kind: "mutation",
      input: { name, email: null, phone: null, clientId },
      cookie,
    });
  const first = await create("Zoë Berg", "c");
  expect(first.data).toMatchObject({ name: "Zoë Berg" });
  expect((await create("Zoë Berg", "c")).data).toEqual(first.data);
  expect(await world.database.query("select 1 from contact where name = 'Zoë Berg'")).toHaveLength(1);
  expect((await create("Zoë Stein", "c")).refusal?.code).toBe("idempotency.mismatch");
});

test("a contact's note that is added again because no answer came is one", async () => {
  const tenant = await createTenant(world);
  const { contact } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const add = (content: string) =>
    callTrpc(screens, {
      path: "contacts.addNote",
      kind: "mutation",
      input: { contactId: contact.id, content, clientId: "n" },
      cookie,
    });
  const first = await add("Calls back on Monday");
  expect(first.data).toEqual({ id: expect.any(Number) });
  expect((await add("Calls back on Monday")).data).toEqual(first.data);
  const all = "select 1 from contact_note where contact_id = $1";
  expect(await world.database.query(all, [contact.id])).toHaveLength(1);
  expect((await add("Calls back on Friday")).refusal?.code).toBe("idempotency.mismatch");
});

test.each([
  ["tokens.create", { name: "CRM" }, "api_token where name = 'CRM'"],
  [
    "webhooks.create",
    { url: "https://example.com/once", types: ["*"] },
    "endpoint where url = 'https://example.com/once'",
  ],
])(
  "what %s makes again because no answer came is one, with the secret of the first, which is not stored",
  async (path, input, rows) => {
    const tenant = await createTenant(world);
    const cookie = await cookieFor(world, tenant.admin);
    const create = (more: object) =>
      callTrpc(screens, { path, kind: "mutation", input: { ...input, ...more }, cookie });
    const first = await create({ clientId: "s" });
    const { secret } = first.data as { secret: string };
    expect(secret.length).toBeGreaterThan(40);
    expect((await create({ clientId: "s" })).data).toEqual(first.data);
    const stored = (await world.database.query("select * from idempotency")).map((row) =>
      JSON.stringify(row),
    );
    expect(stored.join()).not.toContain(secret);
    const count = async () => (await world.database.query(`select 1 from ${rows}`)).length;
    expect(await count()).toBe(1);
    const other = await create({});
    expect((other.data as { secret: string }).secret).not.toBe(secret);
    expect(await count()).toBe(2);
  },
);

test.each([
  ["labels.create", { name: "once" }, { name: "another" }, "label where name in ('once', 'another')"],
  ["teams.create", { name: "Once" }, { name: "Another" }, "team where name in ('Once', 'Another')"],
  [
    "macros.create",
    { name: "Once", actions: [{ type: "follow" }] },
    { name: "Once", actions: [{ type: "note", content: "Another" }] },
    "macro where name = 'Once'",
  ],
  ["companies.create", { name: "Once" }, { name: "Another" }, "company where name in ('Once', 'Another')"],
  ["views.create", { name: "Once" }, { name: "Another" }, "saved_view where name in ('Once', 'Another')"],
  [
    "cannedReplies.create",
    { shortCode: "once", content: "Once" },
    { shortCode: "once", content: "Another" },
    "canned_reply where short_code = 'once'",
  ],
  [
    "attributeDefinitions.create",
    { model: "contact", key: "once", displayName: "Once", kind: "text" },
    { model: "contact", key: "another", displayName: "Once", kind: "text" },
    "attribute_definition where key in ('once', 'another')",
  ],
])(
  "what %s makes again because no answer came is one, and no name that is taken",
  async (path, input, other, rows) => {
    const tenant = await createTenant(world);
    const cookie = await cookieFor(world, tenant.admin);
    const create = (wanted: object) =>
      callTrpc(screens, { path, kind: "mutation", input: { ...wanted, clientId: "o" }, cookie });
    const first = await create(input);
    expect(first.data).toMatchObject(input);
    expect((await create(input)).data).toEqual(first.data);
    expect((await create(other)).refusal?.code).toBe("idempotency.mismatch");
    const made = `select 1 from ${rows} and account_id = $1`;
    expect(await world.database.query(made, [tenant.admin.accountId])).toHaveLength(1);
  },
);

test("a member who is invited again because no answer came is one, with the link of the first", async () => {
  const tenant = await createTenant(world);
  const cookie = await cookieFor(world, tenant.admin);
  const invite = (name: string) =>
    callTrpc(screens, {
      path: "members.invite",
      kind: "mutation",
      input: { name, email: "once@example.com", role: "agent", inboxIds: [], clientId: "i" },
      cookie,
    });
  const first = await invite("Once");
  expect(first.data).toMatchObject({ member: { name: "Once" }, secret: expect.any(String) });
  expect((await invite("Once")).data).toEqual(first.data);
  expect((await invite("Another")).refusal?.code).toBe("idempotency.mismatch");
});
