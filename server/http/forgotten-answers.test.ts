import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmDeletion } from "@/server/commands/confirm-deletion";
import { prepareDeletion } from "@/server/commands/prepare-deletion";
import { type Api, createTokenTenant, openApi } from "@/test/api";
import { advance } from "@/test/deleting";
import { openPosts } from "@/test/routes/posts";
import { createApp } from "./app";
import { ENDPOINTS } from "./v1/routes";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp());
});
afterAll(() => api.close());

/** What answers say of the conversations' contact, and what was written to them. */
const TRACES = ["Li Wen", "+4917012345678", '"Hello"'];

test("of all that POSTs have answered nothing is kept that tells of an erased contact", async () => {
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

  for (const { path: route } of ENDPOINTS.filter(({ method }) => method === "post")) {
    const asked = await requests[route]?.();
    if (!asked) throw new Error(`give ${route} an entry in test/routes/posts.ts`);
    await client.post(asked.to, asked.body, { "idempotency-key": route });
  }
  const told = (await traced()).filter(({ traces }) => traces.length > 0).map(({ key }) => key);
  // Also those of which no event tells: what was tried, what was as wanted, what somebody was told.
  expect(told).toEqual(
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
  while ((await advance({ world, accountId }, id)).result?.goesOn);
  const left = await traced();
  expect(left.filter(({ traces }) => traces.length > 0)).toEqual([]);
  expect(left.map(({ key }) => key)).toEqual(
    expect.arrayContaining(["/v1/inboxes", "/v1/teams", "/v1/views"]),
  );
});
