import { expect, onTestFinished, test } from "vitest";
import { openWukongim } from "@/test/support/clients/wukongim";
import { fuzzWukongim } from "@/test/support/hostile/wukongim";

const REQUESTS = 1_000; // test/long sends a hundred times as many
/** The same requests at every run; `npm run test:long` sends others. */
const FIXED_SEED = 20_261_122;

test(`${REQUESTS} random requests cause no 5xx, show no foreign row and change none`, async () => {
  const api = await openWukongim();
  onTestFinished(() => api.close());
  const { faults, changedTables, statuses } = await fuzzWukongim(api, {
    seed: FIXED_SEED,
    requests: REQUESTS,
  });
  expect({ faults, changedTables }).toEqual({ faults: [], changedTables: [] });
  expect(statuses[200]).toBeGreaterThan(REQUESTS / 5); // the others do not reach behind the schemas
}, 120_000);
