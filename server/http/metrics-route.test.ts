import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** `fetch` would not send another host. */
const statusWith = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${api.url}/metrics`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("the metrics are for programs on this machine", async () => {
  expect(await statusWith({})).toBe(200);
  expect(await statusWith({ host: "localhost:3000" })).toBe(200);
});

test.each([
  [{ "x-forwarded-for": "8.8.8.8" }],
  [{ forwarded: "for=8.8.8.8" }],
  [{ via: "1.1 proxy" }],
  [{ host: "rebind.evil.example" }],
  [{ "x-unknown-proxy": "", "x-forwarded-for": "8.8.8.8" }],
])("they are not found through an unknown proxy, or by another name: %j", async (headers) => {
  expect(await statusWith(headers)).toBe(404);
});
