import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sourcePurpose } from "@/server/files/fetch-later";
import { seal } from "@/server/lib/crypto/seal";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { systemResolve } from "@/server/lib/outbound/target";
import { one } from "@/server/store/_postgres/db";
import { UNLIMITED, type UploadLimits } from "@/server/store/files/upload-usage";
import { fetchFiles } from "@/server/worker/files/fetch-files";
import { pass } from "@/test/guarantees/laws/stage";
import { type FileScene, openFileScene } from "@/test/support/scenes/file-scene";

let scene: FileScene;
beforeAll(async () => {
  scene = await openFileScene();
});
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => scene.close());

async function serve(answer: RequestListener): Promise<{ url: string }> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a` };
}
const pending = (url: string) =>
  scene.store({
    state: "pending",
    name: "a.csv",
    sourceUrl: seal(url, sourcePurpose(scene.stage.accountId)),
  });
const rowOf = async (id: number) =>
  one(
    await scene.world.database.query<{ state: string; tries: number; dueAt: Date | null }>(
      `select state, work_tries as tries, work_due_at as "dueAt" from file where id = $1`,
      [id],
    ),
  );
const fetchAll = ({ uploads }: { uploads: UploadLimits }) =>
  fetchFiles(
    {
      ...scene.context(scene.world.files),
      fileLimits: { bytesMax: 100_000, perMessage: 10 },
      uploads,
      outbound: { policy: createAddressPolicy(["127.0.0.1/32"]), resolve: systemResolve },
    },
    new AbortController().signal,
  );

test("beyond the account's budget, announced or not, a file waits for the next day, and is not kept", async () => {
  const body = Buffer.alloc(60_000);
  const uploads = { ...UNLIMITED, budgets: { ...UNLIMITED.budgets, account: 100_000 } };
  for (const headers of [{ "content-length": body.length }, { "transfer-encoding": "chunked" }]) {
    pass(scene.world, 24 * 3_600_000);
    const { url } = await serve((_, response) => response.writeHead(200, headers).end(body));
    const files = [await pending(url), await pending(url)];
    await fetchAll({ uploads });
    const rows = await Promise.all(files.map(({ id }) => rowOf(id)));
    expect(rows.map(({ state }) => state).toSorted()).toEqual(["pending", "ready"]);
    const waiting = rows.find(({ state }) => state === "pending");
    const today = new Date(scene.world.clock.now).setUTCHours(24, 0, 0, 0);
    expect(waiting).toMatchObject({ tries: 0, dueAt: new Date(today) });
    scene.world.clock.now = new Date(today);
    await fetchAll({ uploads });
    expect((await Promise.all(files.map(({ id }) => rowOf(id)))).map(({ state }) => state)).toEqual([
      "ready",
      "ready",
    ]);
  }
});

test("below the disk's reserve a file waits", async () => {
  let free = 0;
  const disk = createDiskReserve({ folders: ["files"], bytes: 1_000, freeIn: async () => free });
  const { url } = await serve((_, response) => response.end("here"));
  const file = await pending(url);
  await fetchAll({ uploads: { ...UNLIMITED, disk } });
  const dueAt = new Date(scene.world.clock.now.getTime() + 60_000);
  expect(await rowOf(file.id)).toMatchObject({ state: "pending", tries: 0, dueAt });
  pass(scene.world, 60_000);
  free = 10_000;
  await fetchAll({ uploads: { ...UNLIMITED, disk } });
  expect((await rowOf(file.id)).state).toBe("ready");
});
