import { expect, test } from "vitest";
import { runConsumer } from "@/test/support/scenes/consume";
import { runRestore } from "@/test/support/scenes/restored-consumer";

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
