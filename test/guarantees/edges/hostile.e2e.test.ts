import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { createHub } from "@/server/live/hub/hub";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { type Api, openApi } from "@/test/support/clients/api";
import { assault, unreached } from "@/test/support/hostile/assault";

const REQUESTS = 3_000;
/** The same requests at every run; `npm run test:long` sends others. */
const FIXED_SEED = 20_261_122;

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp, {
    live: (database) =>
      createHub({
        database,
        authenticate: (headers) => readSessionCaller(database, headers),
        now: () => new Date(),
        log: { warn: () => undefined },
      }),
  });
  api.services = createServices({ ...api.services, mailsLinks: true });
});
afterAll(() => api.close());

test(`${REQUESTS} hostile requests cause no 5xx, show no foreign row and change none`, async () => {
  const { world, url } = api;
  const result = await assault({ world, url, seed: FIXED_SEED, requests: REQUESTS });
  const { faults, changedTables } = result;
  expect({ faults, changedTables }).toEqual({ faults: [], changedTables: [] });
  expect(
    unreached(result, [
      "v1",
      "chatwoot",
      "freescout",
      "wukongim",
      "public",
      "trpc",
      "other",
      "live",
      "actions",
    ]),
  ).toEqual([]);
}, 600_000);
