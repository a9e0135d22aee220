import { afterAll, beforeAll, expect, test } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import { createApp } from "@/server/http/app";
import { indexWords } from "@/server/worker/jobs/rework";
import { type Api, type Client, clientOf, openApi } from "@/test/support/clients/api";
import { wireClient } from "@/test/support/clients/chatwoot";
import { idsOf, ok, openLimitedToken, refusal, secretOf } from "@/test/support/scenes/limited-token";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

const NOT_FOUND = "404 contact.not_found";

test("lists have the contacts of the token's inboxes and those that it created, each once, in order, at every page size", async () => {
  const { client, limited, secret, inboxId, otherInboxId, mine, theirs, contactOf, ...s } =
    await openLimitedToken(api);
  const expected = [mine];
  for (let i = 0; i < 4; i++) {
    expected.push(await contactOf({ name: `Shopper ${i}`, inboxId, companyId: s.companyId }));
    await contactOf({ name: `Patient ${i}`, inboxId: otherInboxId });
    expected.push((await ok(limited.post("/v1/contacts", { name: `Unlinked ${i}` }))).id);
  }
  const twice = expected[1] ?? 0; // has two names in the inbox, and one in the other
  const chatwoot = wireClient(api, { accountId: s.accountId, token: secret });
  await ok(
    chatwoot.post(`/contacts/${twice}/contact_inboxes`, { json: { inbox_id: inboxId, source_id: "2nd" } }),
  );
  await ok(client.post("/v1/conversations", { inboxId: otherInboxId, contactId: twice }));
  const newestFirst = expected.toReversed();

  for (const limit of [1, 2, 100])
    expect(await idsOf(limited, `/v1/contacts?limit=${limit}`)).toEqual(newestFirst);
  expect(await idsOf(client, "/v1/contacts?limit=2")).toHaveLength(expected.length + 5);
  expect(await idsOf(limited, "/v1/contacts?updatedSince=2020-01-01T00:00:00.000Z&limit=3")).toEqual(
    expected,
  );
  expect(await idsOf(limited, `/v1/contacts?companyId=${s.companyId}&limit=2`)).toEqual(
    newestFirst.filter((_, i) => i % 2 === 1 && i < 8),
  );
  expect(await idsOf(client, `/v1/contacts?companyId=${s.companyId}`)).toContain(theirs);
  expect(await idsOf(limited, "/v1/contacts?label=theirs")).toEqual([]);
  await ok(limited.post(`/v1/contacts/${twice}/labels`, { add: ["theirs"] }));
  expect(await idsOf(limited, "/v1/contacts?label=theirs&limit=1")).toEqual([twice]);
});

test("another inbox's contact is not found by any name", async () => {
  const { limited, mine, theirs, inboxId, companyId } = await openLimitedToken(api);
  for (const asked of [
    limited.get(`/v1/contacts/${theirs}`),
    limited.patch(`/v1/contacts/${theirs}`, { name: "Changed" }),
    limited.get(`/v1/contacts/${theirs}/notes`),
    limited.post(`/v1/contacts/${theirs}/notes`, { content: "Mine" }),
    limited.post(`/v1/contacts/${theirs}/labels`, { labels: [] }),
    limited.post(`/v1/contacts/${mine}/merge`, { otherId: theirs }),
    limited.post(`/v1/contacts/${theirs}/merge`, { otherId: mine }),
    limited.delete(`/v1/contacts/${theirs}`),
    limited.get(`/v1/contacts/${theirs}/command-messages`),
    limited.post("/v1/conversations", { inboxId, contactId: theirs }),
    limited.post("/v1/groups", { inboxId, name: "All", members: [{ contactId: theirs }] }),
  ])
    expect(await refusal(asked)).toBe(NOT_FOUND);
  expect(await refusal(limited.get(`/v1/companies/${companyId}`))).toBe("404 company.not_found");
  const companies = [
    limited.patch(`/v1/companies/${companyId}`, { description: "Mine" }),
    limited.patch(`/v1/contacts/${mine}`, { companyId }),
    limited.post("/v1/contacts", { name: "New", companyId }),
  ];
  for (const asked of companies) expect(await refusal(asked)).toMatch(/^4\d\d company\.not_found$/);
  expect(await idsOf(limited, "/v1/companies")).toEqual([]);
});

test("a search finds contacts of the token's inboxes only", async () => {
  const { client, limited, mine, theirs } = await openLimitedToken(api);
  await indexWords(api.world);
  const found = async (by: Client, q: string) =>
    (await ok(by.get(`/v1/search?kind=contact&q=${q}`))).contacts.map(
      ({ contact }: { contact: { id: number } }) => contact.id,
    );
  expect(await found(client, "theo")).toEqual([theirs]);
  expect(await found(limited, "theo")).toEqual([]);
  expect(await found(limited, "mina")).toEqual([mine]);
  expect(await idsOf(limited, "/v1/contacts?query=theo")).toEqual([]);
  expect(await idsOf(limited, "/v1/contacts?query=mina")).toEqual([mine]);
});

test("a contact that the token created without an inbox takes a note, a company and its first conversation", async () => {
  const { limited, tokenWith, inboxId } = await openLimitedToken(api);
  const contact = await ok(limited.post("/v1/contacts", { name: "Nele New", phone: "+4917000000009" }));
  const path = `/v1/contacts/${contact.id}`;
  const company = await ok(limited.post("/v1/companies", { name: "Newcomers" }));
  expect((await ok(limited.patch(path, { companyId: company.id }))).companyId).toBe(company.id);
  await ok(limited.post(`${path}/notes`, { content: "New" }));
  const another = clientOf(api, await tokenWith({ role: "agent", inboxIds: [inboxId] }));
  expect(await refusal(another.get(path))).toBe(NOT_FOUND);
  expect(await refusal(another.get(`/v1/companies/${company.id}`))).toBe("404 company.not_found");
  await ok(limited.post("/v1/conversations", { inboxId, contactId: contact.id }));
  expect((await ok(another.get(path))).id).toBe(contact.id); // it is a contact of the inbox now
  expect((await ok(another.get("/v1/companies"))).data).toMatchObject([{ id: company.id }]);
});

test("a change of the only contact of a company that the token reaches can be undone", async () => {
  const { client, limited, mine, companyId } = await openLimitedToken(api);
  await ok(client.patch(`/v1/contacts/${mine}`, { companyId }));
  await ok(limited.patch(`/v1/contacts/${mine}`, { companyId: null }));
  expect(await refusal(limited.get(`/v1/companies/${companyId}`))).toBe("404 company.not_found");
  await api.stamped();
  const { data } = await ok(client.get("/v1/events?limit=500"));
  const { operationId } = data.at(-1);
  const undone = await ok(limited.post(`/v1/contacts/${mine}/undo`, { operationId }));
  expect(undone.companyId).toBe(companyId);
});

test("a merge keeps what the token reaches: names in inboxes and what it created", async () => {
  const { client, limited, theirs, inboxId, contactOf } = await openLimitedToken(api);
  const unlinked = (await ok(limited.post("/v1/contacts", { name: "Nele New" }))).id;
  await ok(client.post(`/v1/contacts/${theirs}/merge`, { otherId: unlinked }));
  expect((await ok(limited.get(`/v1/contacts/${unlinked}`))).id).toBe(theirs);
  expect(await idsOf(limited, "/v1/contacts")).toContain(theirs);
  const [kept, linked] = [await contactOf({ name: "Kept" }), await contactOf({ name: "Linked", inboxId })];
  expect(await refusal(limited.get(`/v1/contacts/${kept}`))).toBe(NOT_FOUND);
  await ok(client.post(`/v1/contacts/${kept}/merge`, { otherId: linked }));
  expect((await ok(limited.get(`/v1/contacts/${linked}`))).id).toBe(kept);
});

test("a conversation that is moved into the token's inbox brings its contact", async () => {
  const { client, limited, theirs, inboxId, otherInboxId } = await openLimitedToken(api);
  const { displayId } = await ok(
    client.post("/v1/conversations", { inboxId: otherInboxId, contactId: theirs }),
  );
  expect(await refusal(limited.get(`/v1/contacts/${theirs}`))).toBe(NOT_FOUND);
  await ok(client.post(`/v1/conversations/${displayId}/move`, { inboxId }));
  expect((await ok(limited.get(`/v1/contacts/${theirs}`))).id).toBe(theirs);
  expect(await idsOf(limited, "/v1/contacts")).toContain(theirs);
});

test("first messages of one customer at the same time create one contact, which the token reaches", async () => {
  const { limited, inboxId } = await openLimitedToken(api);
  const write = (content: string) =>
    limited.post(`/v1/inboxes/${inboxId}/messages`, {
      from: { sourceId: "wa-1", name: "Rosa", phone: "+4917000000011" },
      content,
    });
  const answers = await Promise.all(["One", "Two", "Three"].map((content) => ok(write(content))));
  const ids = new Set(answers.map(({ conversationId }: { conversationId: number }) => conversationId));
  expect(ids.size).toBe(1);
  const [contactId = 0] = await idsOf(limited, "/v1/contacts?limit=1");
  expect((await ok(limited.get(`/v1/contacts/${contactId}`))).name).toBe("Rosa");
});

test("conversations that begin at the same time with a contact that the token has just created all begin", async () => {
  const { limited, inboxId } = await openLimitedToken(api);
  const { id: contactId } = await ok(limited.post("/v1/contacts", { name: "Rosa" }));
  const begun = await Promise.all(
    [1, 2, 3].map(() => ok(limited.post("/v1/conversations", { inboxId, contactId }))),
  );
  expect(new Set(begun.map(({ displayId }: { displayId: number }) => displayId)).size).toBe(3);
});

test("an address of another inbox's contact is taken, and shows nothing of the contact", async () => {
  const { admin, accountId, limited, secret, inboxId, theirs } = await openLimitedToken(api);
  const phone = "+4917000000002";
  const taken = await limited.post("/v1/contacts", { name: "New", phone, inboxId });
  expect([taken.status, taken.body.error.code]).toEqual([409, "contact.taken"]);
  const written = { from: { sourceId: "wa-2", phone }, content: "Hello" };
  expect(await refusal(limited.post(`/v1/inboxes/${inboxId}/messages`, written))).toBe("409 contact.taken");
  await api.world.run(updateAccount, admin, { acceptsKnownContacts: true });
  const chatwoot = wireClient(api, { accountId, token: secret });
  const known = await chatwoot.post("/contacts", {
    json: { name: "New", phone_number: phone, inbox_id: inboxId },
  });
  expect(known.status).toBe(422);
  expect(JSON.stringify(known.body)).not.toContain("Theo");
  expect(await refusal(limited.get(`/v1/contacts/${theirs}`))).toBe(NOT_FOUND);
});

test("contacts:all is refused to a token for all inboxes", async () => {
  const { admin } = await openLimitedToken(api);
  for (const role of ["agent", "administrator"] as const)
    await expect(secretOf(api, admin, { role, scopes: ["contacts:all"] })).rejects.toMatchObject({
      refusal: "input.invalid",
      field: "scopes",
    });
});
