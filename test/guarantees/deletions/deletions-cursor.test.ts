import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPosition } from "@/server/contract/event/cursor";
import { createApp } from "@/server/http/app";
import { alignEpoch } from "@/server/store/events/log/epoch";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  for (const phone of ["+4917012345670", "+4917012345671"])
    await client.delete((await begin(client, {}, phone)).path);
  await alignEpoch(api.world.database);
});
afterAll(() => api.close());

const after = async (cursor: string) => {
  const { status, body } = await client.get(`/v1/deletions?after=${encodeURIComponent(cursor)}`);
  return { status, body };
};

test("reading on from the last tombstone returns only the next one", async () => {
  const first = await client.get("/v1/deletions?limit=1");
  expect(first.body).toMatchObject({ data: [{ type: "conversation" }], hasMore: true });
  const { body } = await after(first.body.nextCursor);
  expect(body).toMatchObject({ data: [{ type: "conversation" }], hasMore: false });
  expect(await after(body.nextCursor)).toEqual({ status: 200, body: { ...body, data: [] } });
});

test("a cursor that a restore reverted is refused as gone, and `oldest` reads all tombstones", async () => {
  const all = (await client.get("/v1/deletions")).body;
  const { database } = api.world;
  await client.delete((await begin(client, {}, "+4917012345672")).path);
  const { nextCursor } = (await client.get("/v1/deletions")).body;
  // Restores the backup: on another Postgres, without the last tombstone.
  await database.query("update relay_state set origin = 'another:1'");
  await database.query("delete from tombstone where number = 3");
  await database.query("update tombstone_counter set last_number = 2");
  expect(await alignEpoch(database)).toMatchObject({ kind: "changed" });

  for (const cursor of [nextCursor, all.nextCursor]) {
    const { status, body } = await after(cursor);
    expect({ status, error: body.error }).toMatchObject({
      status: 410,
      error: { code: "cursor.gone", field: "after" },
    });
    expect((await after(body.error.oldest)).body.data).toEqual(all.data);
  }
});

test("a cursor after the last tombstone is gone, in this epoch too", async () => {
  const { data, nextCursor } = (await client.get("/v1/deletions")).body;
  const [epoch] = JSON.parse(Buffer.from(nextCursor, "base64url").toString());
  const { status, body } = await after(formatPosition([epoch, 90_000]));
  expect({ status, error: body.error }).toMatchObject({ status: 410, error: { code: "cursor.gone" } });
  expect((await after(body.error.oldest)).body.data).toEqual(data);
});

test("a text that is no cursor of deletions is refused, also an event's cursor", async () => {
  const { asOf } = (await client.get("/v1/inboxes")).body;
  for (const cursor of [
    "nonsense",
    asOf,
    formatPosition(["EPOCH", 1]),
    formatPosition([1, 1]),
    formatPosition([1]),
  ]) {
    const { status, body } = await after(cursor);
    expect([cursor, status, body.error.code]).toEqual([cursor, 422, "cursor.invalid"]);
  }
});
