import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { openPosts } from "@/test/guarantees/routes/posts";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { advance } from "@/test/support/scenes/deleting";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** What answers contain about the conversations' contact, and what was written to them. */
const TRACES = ["Li Wen", "+4917012345678", '"Hello"'];

test("no stored answer of any POST contains anything of an erased contact", async () => {
  const { client, accountId, admin } = await createTokenTenant(api);
  const { world } = api;
  const { requests, contactId } = await openPosts(api, { client, accountId });
  const traced = async () =>
    (
      await world.database.query<{ key: string; answer: string }>(
        "select key, answer::text from idempotency where account_id = $1 order by key",
        [accountId],
      )
    ).map(({ key, answer }) => ({ key, traces: TRACES.filter((trace) => answer.includes(trace)) }));

  for (const { path: route } of ROUTES.filter(({ method }) => method === "post")) {
    const request = await requests[route]?.();
    if (!request) throw new Error(`give ${route} an entry in test/guarantees/routes/posts.ts`);
    await client.post(request.to, request.body, { "idempotency-key": route });
  }
  const keys = (await traced()).filter(({ traces }) => traces.length > 0).map(({ key }) => key);
  // Also those without an event of the contact: refused attempts, unchanged resources, notifications.
  expect(keys).toEqual(
    expect.arrayContaining([
      "/v1/conversations",
      "/v1/conversations/{displayId}/participants",
      "/v1/inboxes/{id}/policy/preview",
      "/v1/messages/{id}/forward",
      "/v1/notifications/{id}/read",
    ]),
  );

  const { token } = (await world.run(prepareDeletion, admin, { contactId })).result;
  const { id } = (await world.run(confirmDeletion, admin, { token: token ?? "" })).result;
  while ((await advance({ world, accountId }, id)).result?.hasMore);
  const left = await traced();
  expect(left.filter(({ traces }) => traces.length > 0)).toEqual([]);
  expect(left.map(({ key }) => key)).toEqual(
    expect.arrayContaining(["/v1/inboxes", "/v1/teams", "/v1/views"]),
  );
});

test("deleting a note's source deletes the stored answers that show the note, and no others of its conversation", async () => {
  const { client, accountId, admin } = await createTokenTenant(api);
  const { world } = api;
  const begin = async (name: string) => {
    const made = await world.run(createContact, admin, { name });
    const { id: inboxId } = (await world.run(createInbox, admin, { name, channel: "api" })).result;
    const contactId = made.result.contact.id;
    const fields = { inboxId, contactId, startedBy: "other", message: { content: `from ${name}` } } as const;
    return { contactId, ...(await world.run(createConversation, admin, fields)).result };
  };
  const source = await begin("Li");
  const { conversation: place } = await begin("Ming");
  const post = (path: string, json: unknown, key: string) =>
    client.post(path, json, { "idempotency-key": key });
  await post(`/v1/conversations/${place.displayId}/messages`, { content: "Ours" }, "ours");
  const [original] = await world.database.query<{ id: number }>(
    "select id from message where conversation_id = $1",
    [source.conversation.id],
  );
  await post(`/v1/messages/${original?.id}/forward`, { displayId: place.displayId }, "forwarded");
  const keys = async () =>
    (
      await world.database.query<{ key: string }>(
        "select key from idempotency where account_id = $1 order by key",
        [accountId],
      )
    ).map(({ key }) => key);
  expect(await keys()).toEqual(["forwarded", "ours"]);
  const { token } = (await world.run(prepareDeletion, admin, { contactId: source.contactId })).result;
  const { id } = (await world.run(confirmDeletion, admin, { token: token ?? "" })).result;
  while ((await advance({ world, accountId }, id)).result?.hasMore);
  expect(await keys()).toEqual(["ours"]);
});
