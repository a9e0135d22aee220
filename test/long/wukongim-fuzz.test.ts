import { expect, onTestFinished, test } from "vitest";
import { openWukongim } from "@/test/support/clients/wukongim";
import { fuzzWukongim } from "@/test/support/hostile/wukongim";
import { SEED } from "@/test/support/scenes/property";

const REQUESTS = Number(process.env["HOSTILE_REQUESTS"] ?? 100_000);

test(`${REQUESTS} random requests to WuKongIM's API`, { timeout: 7_200_000 }, async () => {
  const api = await openWukongim();
  onTestFinished(() => api.close());
  const { faults, changedTables } = await fuzzWukongim(api, { seed: SEED, requests: REQUESTS });
  expect({ faults, changedTables }, `TEST_SEED=${SEED}`).toEqual({ faults: [], changedTables: [] });
});
