import pg from "pg";
import { expect, test } from "vitest";
import { claimPush } from "@/server/store/push/pushes";
import { setUpPushes } from "@/test/support/scenes/push-scene";

const at = setUpPushes();
const { device, waiting } = at;

test("one push is claimed at a time, whatever plan Postgres chooses", async () => {
  for (let n = 0; n < 3; n++) await device();
  await at.scene.receive();
  const client = new pg.Client({
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
