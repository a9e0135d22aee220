import { expect, test } from "vitest";
import { runConsumer } from "@/test/support/scenes/consume";

const KILLS = 50;

test(`a consumer and the product, one of them killed ${KILLS} times under load, agree to the last event`, async () => {
  expect.hasAssertions();
  await runConsumer({ kills: KILLS, seed: Date.now() });
}, 900_000);
