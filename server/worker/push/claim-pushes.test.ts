import { expect, test } from "vitest";
import { createEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createClient } from "@/server/lib/postgres/connection";
import { claimPush } from "@/server/store/push/pushes";
import { setUpPushes } from "@/test/support/scenes/push-scene";

const at = setUpPushes();
const { device, send, waiting } = at;

test("one push is claimed at a time, whatever plan Postgres chooses", async () => {
  for (let n = 0; n < 3; n++) await device();
  await at.scene.receive();
  const client = createClient({
    connectionString: at.world.url,
    options: ["hashjoin", "mergejoin", "hashagg", "sort", "material"]
      .map((plan) => `-c enable_${plan}=off`)
      .join(" "),
  });
  await client.connect();
  const db = { query: async (text: string, values: unknown[]) => (await client.query(text, values)).rows };
  await claimPush(db as never, new Date(at.world.clock.now.getTime() + 60_000));
  await client.end();
  expect((await waiting()).map(({ tries }) => tries).sort()).toEqual([0, 0, 1]);
});

test("a push whose text cannot be written is dropped, and keeps no other waiting", async () => {
  const { stage } = at.scene;
  await device(stage.admin);
  await device();
  const endpoint = { url: "https://hooks.acme.example/a", types: ["*"] };
  const { result } = await stage.run(createEndpoint, endpoint);
  const disabled = { endpointId: result.endpoint.id, reason: "gone" as const };
  await at.world.run(disableEndpoint, systemCaller(stage.accountId), disabled);
  await at.world.database.query("update alert set facts = 'null' where account_id = $1", [stage.accountId]);
  await at.scene.receive();
  await send();
  const titles = at.service.pushed.map(({ payload }) => payload.title);
  expect(titles).toEqual(["李文 Li Wen", "李文 Li Wen"]); // of the message, to both
  expect(await waiting()).toEqual([]);
});
