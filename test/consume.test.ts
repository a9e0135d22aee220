import { expect, test } from "vitest";
import { runConsumer } from "./consume";

test("a consumer and the product, each killed under load, agree to the last event", async () => {
  expect.hasAssertions();
  await runConsumer({ kills: 3, seed: 20_261_120 });
}, 180_000);
