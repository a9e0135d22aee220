import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Api } from "@/test/support/clients/api";
import { connectAs, createSocketScene, openWukongimSockets } from "@/test/support/clients/wukongim-socket";

const clock = { aheadMs: 0 };
let api: Api;
beforeAll(async () => {
  api = await openWukongimSockets({ now: () => new Date(Date.now() + clock.aheadMs), pingMs: 20 });
});
afterAll(() => api.close());

test("a device that is connected sends on when the clock is set back by an hour", async () => {
  const scene = await createSocketScene(api);
  const ann = await connectAs(api, scene, { uid: "ann" });
  expect(await ann.request("ping", {})).toMatchObject({ result: {} });
  clock.aheadMs = -3_600_000;
  for (const _ of [1, 2, 3]) expect(await ann.request("ping", {})).toMatchObject({ result: {} });
});

test("a connection on which nothing happens is sent pings, so that no proxy ends it", async () => {
  const { inbox } = await createSocketScene(api);
  const socket = new WebSocket(`${api.url.replace("http", "ws")}/wukongim/ws?inbox=${inbox.identifier}`);
  await once(socket, "ping");
  await once(socket, "ping");
  socket.terminate();
});
