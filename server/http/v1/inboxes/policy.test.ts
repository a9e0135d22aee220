import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await openApi(createApp);
});
beforeEach(async () => {
  ({ client } = await createTokenTenant(api));
});
afterAll(() => api.close());

test("a preview contains each situation, overridden settings, and the conversations that would have moved", async () => {
  const { inbox, conversation } = await begin(client);
  const { status, body } = await client.post(`/v1/inboxes/${inbox.id}/policy/preview`, { botEnabled: true });
  expect(status).toBe(200);
  expect(body.policy).toMatchObject({ botEnabled: true, callerStatusWins: true });
  expect(body.outcomes).toContainEqual(
    expect.objectContaining({
      situation: "customerStarts",
      current: expect.objectContaining({ status: "open" }),
      draft: expect.objectContaining({
        status: "pending",
        cause: expect.objectContaining({ rule: "bot_enabled" }),
      }),
    }),
  );
  expect(body.warnings[0]).toEqual({
    code: "botOverridesStart",
    text: expect.stringContaining("even though startAsPending is off"),
  });
  expect(body.dryRun).toMatchObject({ decided: 1, moved: 1, nextCursor: null });
  expect(body.dryRun.data[0]).toMatchObject({ displayId: conversation.displayId });
  expect((await client.get(`/v1/inboxes/${inbox.id}/policy`)).body.botEnabled).toBe(false);
});

test("a preview under an Idempotency-Key returns the same again", async () => {
  const { inbox } = await begin(client);
  const request = () =>
    client.post(
      `/v1/inboxes/${inbox.id}/policy/preview`,
      { startAsPending: true },
      { "idempotency-key": "p1" },
    );
  const first = await request();
  expect(first.body.dryRun.moved).toBe(1);
  expect((await request()).body).toEqual(first.body);
});

test("a change is reverted by a change that names it; the second time there is nothing to revert", async () => {
  const { inbox } = await begin(client);
  const path = `/v1/inboxes/${inbox.id}/policy`;
  await client.patch(path, { botEnabled: true, reason: "a trial" });
  const [change] = (await client.get(`${path}/changes`)).body.data;
  const revert = () => client.post(`${path}/changes/${change.id}/revert`, { reason: "too early" });
  const back = await revert();
  expect([back.status, back.body.botEnabled]).toEqual([200, false]);
  const [taken] = (await client.get(`${path}/changes`)).body.data;
  expect(taken).toMatchObject({
    setting: "botEnabled",
    from: true,
    to: false,
    revertsId: change.id,
    reason: "too early",
    via: "api",
  });
  const again = await revert();
  expect([again.status, again.body.error.code]).toEqual([409, "undo.superseded"]);
});

test("a change of another inbox, or an invalid id, is not found; a body is optional", async () => {
  const [one, other] = [await begin(client), await begin(client)];
  await client.patch(`/v1/inboxes/${other.inbox.id}/policy`, { startAsPending: true });
  const [change] = (await client.get(`/v1/inboxes/${other.inbox.id}/policy/changes`)).body.data;
  for (const id of [change.id, "x"]) {
    const { status, body } = await client.post(`/v1/inboxes/${one.inbox.id}/policy/changes/${id}/revert`);
    expect([status, body.error.code]).toEqual([404, "policy.change_not_found"]);
  }
  const { status } = await client.post(`/v1/inboxes/${other.inbox.id}/policy/changes/${change.id}/revert`);
  expect(status).toBe(200);
});
