import { expect, test } from "vitest";
import { firstRunOfDemo } from "@/test/support/scenes/demo";
import { createWorld } from "@/test/support/scenes/world";

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
