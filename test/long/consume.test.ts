import { describe, expect, test } from "vitest";
import { runConsumer, runRestore } from "@/test/support/scenes/consume";
import { firstRunOfDemo } from "@/test/support/scenes/demo";
import { createWorld } from "@/test/support/scenes/world";

describe("consume", () => {
  const KILLS = 50;

  test(`a consumer and the product, one of them killed ${KILLS} times under load, agree to the last event`, async () => {
    expect.hasAssertions();
    await runConsumer({ kills: KILLS, seed: Date.now() });
  }, 900_000);

  /** Restored with the documented statement, and a consumer that was away: test/guarantees/consumer. */
  test.each([
    { consumer: "a consumer that is there", isAway: false, written: 5, how: "moved" as const },
    {
      consumer: "a running consumer, without the documented statement,",
      isAway: false,
      written: 5,
      how: "silent" as const,
    },
  ])(
    "$consumer agrees with the product after a restore",
    async ({ isAway, written, how }) => {
      expect.hasAssertions();
      await runRestore({ isAway, written, how });
    },
    240_000,
  );
});

describe("demo", () => {
  test("the same moment gives the same demo", { timeout: 120_000 }, async () => {
    const stories: string[][] = [];
    for (let run = 0; run < 2; run++) {
      const world = await createWorld();
      await firstRunOfDemo(world);
      const rows = await world.database.query<{ story: string }>(
        `select c.display_id || ' ' || t.name || ' ' || c.status || ' ' || m.content as story
         from conversation c join contact t on t.id = c.contact_id join message m on m.id = c.last_message_id
        order by c.display_id`,
      );
      stories.push(rows.map(({ story }) => story));
      await world.close();
    }
    expect(stories[0]?.length).toBeGreaterThan(250);
    expect(stories[1]).toEqual(stories[0]);
  });
});
