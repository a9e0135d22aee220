import { afterAll, beforeAll, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { countLockWaiters } from "@/test/support/database/paused-commits";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  s = await openScene(api);
});
afterAll(() => api.close());

test("a customer keeps both of two addresses that are added at once", async () => {
  const { id } = (await s.client.post("/customers", { firstName: "Two", email: "one@added.test" })).body;
  const add = (value: string) => s.client.put(`/customers/${id}`, { emails_add: [{ value }] });
  const { database } = api.world;
  const adding = await database.transaction(async (db) => {
    await db.query("select 1 from contact where id = $1 for update", [id]);
    const answers = [add("two@added.test"), add("three@added.test")];
    await expect.poll(() => countLockWaiters(database), { timeout: 10_000 }).toBe(2);
    return { answers };
  });
  for (const { status } of await Promise.all(adding.answers)) expect(status).toBe(204);
  const { emails } = (await s.client.get(`/customers/${id}`)).body._embedded;
  const [first, ...others] = emails.map(({ value }: { value: string }) => value);
  expect([first, others.sort()]).toEqual(["one@added.test", ["three@added.test", "two@added.test"]]);
});
