import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FILE_BYTES_MAX } from "@/server/domain/message/file";
import { sourcePurpose } from "@/server/files/file-source";
import { seal } from "@/server/lib/crypto/seal";
import { FileStoreFull } from "@/server/lib/files/file-store";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { systemResolve } from "@/server/lib/outbound/target";
import { one } from "@/server/store/_postgres/db";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { type FileScene, openFileScene } from "@/test/support/scenes/files";
import { attachFiles, attachmentsOf, keysOnDisk } from "@/test/support/scenes/stored-files";
import type { World } from "@/test/support/scenes/world";
import { fetchFiles } from "./fetch-files";
import { removeFiles } from "./file-jobs";
import { inspectFiles } from "./inspect-files";

let scene: FileScene;
let world: World;
let stage: Stage;
beforeAll(async () => {
  scene = await openFileScene();
  ({ world, stage } = scene);
});
beforeEach(() => scene.clear());
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => scene.close());

const BYTES_MAX = 100_000;
const loopback = createAddressPolicy(["127.0.0.1/32"]);
const context = ({ files = world.files, policy = loopback, bytesMax = BYTES_MAX } = {}) => ({
  ...scene.context(files),
  fileLimits: { bytesMax, perMessage: 10 },
  uploads: UNLIMITED,
  outbound: { policy, resolve: systemResolve },
});
const running = new AbortController().signal;
const fetchAll = (options?: Parameters<typeof context>[0]) => fetchFiles(context(options), running);

/** The address of a server; `requests` counts. */
async function serve(answer: RequestListener): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a?token=1`,
    requests: () => requests,
  };
}

const sealed = (url: string) => seal(url, sourcePurpose(stage.accountId));
const pending = (url: string) => scene.store({ state: "pending", name: "a.csv", sourceUrl: sealed(url) });

type Row = {
  state: string;
  failure: string | null;
  bytes: number;
  contentType: string;
  sha256: string | null;
};
const rowOf = async (id: number) =>
  one(
    await world.database.query<
      Row & { key: string; dueAt: Date | null; sourceUrl: string | null; tries: number }
    >(
      `select state, failure, bytes, content_type as "contentType", sha256, key, work_due_at as "dueAt",
              source_url as "sourceUrl", work_tries as tries from file where id = $1`,
      [id],
    ),
  );

test("a file is fetched, named by its content, and shown by its message", async () => {
  const content = Buffer.from("a,b\n1,2\n");
  const { url, requests } = await serve((_, response) =>
    response.setHeader("content-type", "image/png").end(content),
  );
  const file = await pending(url);
  await attachFiles(world, { accountId: stage.accountId, messageId: stage.incoming.id }, [file]);
  expect(await attachmentsOf(world, stage.incoming.id)).toMatchObject([{ state: "pending", sha256: null }]);
  await fetchAll();
  const sha256 = createHash("sha256").update(content).digest("hex");
  const fetched = { state: "ready", bytes: 8, contentType: "text/csv", sha256 };
  expect(await rowOf(file.id)).toMatchObject({ ...fetched, sourceUrl: null });
  expect(await world.files.size(file.key)).toBe(8);
  await inspectFiles(context());
  expect(await attachmentsOf(world, stage.incoming.id)).toMatchObject([fetched]);
  expect((await rowOf(file.id)).dueAt).toBeNull();
  await fetchAll();
  expect(requests()).toBe(1);
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("a file is fetched at the default limit of a file, and at one that divides into no whole milliseconds", async () => {
  for (const bytesMax of [FILE_BYTES_MAX, 100_001]) {
    const { url } = await serve((_, response) => response.end("a"));
    const file = await pending(url);
    await fetchAll({ bytesMax });
    expect(await rowOf(file.id)).toMatchObject({ state: "ready", failure: null, bytes: 1 });
  }
});

test.each<[string, RequestListener, string]>([
  ["that does not exist", (_, response) => response.writeHead(404).end(), "not_found"],
  ["that is gone", (_, response) => response.writeHead(410).end(), "not_found"],
  ["that needs a password", (_, response) => response.writeHead(403).end(), "not_found"],
  [
    "that says it is too large",
    (_, response) => response.setHeader("content-length", BYTES_MAX + 1).end("x"),
    "too_large",
  ],
  ["that is too large", (_, response) => response.end(Buffer.alloc(BYTES_MAX + 1)), "too_large"],
  [
    "on a private address",
    (_, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
    "address_refused",
  ],
  [
    "on another host's disk",
    (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    "address_refused",
  ],
])("a file %s fails at once, and its message says so", async (_, answer, failure) => {
  const { url, requests } = await serve(answer);
  const file = await pending(url);
  await attachFiles(world, { accountId: stage.accountId, messageId: stage.outgoing.id }, [file]);
  await fetchAll();
  expect(await rowOf(file.id)).toMatchObject({ state: "failed", failure, sourceUrl: null });
  await inspectFiles(context());
  expect(await attachmentsOf(world, stage.outgoing.id)).toMatchObject([{ state: "failed", failure }]);
  expect(requests()).toBe(1);
  expect(await keysOnDisk(world)).toEqual([]);
});

test("a file of this machine is not fetched", async () => {
  const { url, requests } = await serve((_, response) => response.end("secret"));
  const file = await pending(url);
  await fetchAll({ policy: createAddressPolicy([]) });
  expect(await rowOf(file.id)).toMatchObject({ state: "failed", failure: "address_refused" });
  expect(requests()).toBe(0);
});

test("an address that was sealed for another account is not read", async () => {
  const { url, requests } = await serve((_, response) => response.end("secret"));
  const sourceUrl = seal(url, sourcePurpose(stage.accountId + 1));
  const file = await scene.store({ state: "pending", sourceUrl });
  await fetchAll();
  expect(await rowOf(file.id)).toMatchObject({ state: "failed", failure: "not_found" });
  expect(requests()).toBe(0);
});

const cut: RequestListener = (_, response) => {
  response.setHeader("content-length", 500).write("half of it");
  setImmediate(() => response.destroy());
};

test.each<[string, RequestListener]>([
  ["answers with an error", (_, response) => response.writeHead(503).end()],
  ["breaks the connection", cut],
  ["redirects without end", (request, response) => response.writeHead(302, { location: request.url }).end()],
])("a server that %s is asked five times, ever later", async (_, answer) => {
  const { url, requests } = await serve(answer);
  const file = await pending(url);
  const perTry = _.startsWith("redirects") ? 4 : 1;
  for (const [n, seconds] of [5, 30, 120, 600].entries()) {
    await fetchAll();
    expect(requests()).toBe((n + 1) * perTry);
    const { state, dueAt } = await rowOf(file.id);
    expect(state).toBe("pending");
    expect(dueAt?.getTime()).toBe(world.clock.now.getTime() + seconds * 1_000);
    pass(world, seconds * 1_000);
  }
  await fetchAll();
  expect(await rowOf(file.id)).toMatchObject({ state: "failed", failure: "not_reachable" });
  expect(await keysOnDisk(world)).toEqual([]);
});

test("a server that works again is believed, and the keys of the failed tries are forgotten", async () => {
  let isUp = false;
  const { url } = await serve((request, response) => (isUp ? response.end("here") : cut(request, response)));
  const file = await pending(url);
  await fetchAll();
  isUp = true;
  pass(world, 5_000);
  await fetchAll();
  const { key, state } = await rowOf(file.id);
  expect({ state, isAnother: key !== file.key }).toEqual({ state: "ready", isAnother: true });
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([key]);
  expect(await world.database.query("select 1 from file_removal")).toEqual([]);
});

test("a full disk is no fault of the file: it waits without limit", async () => {
  const { url } = await serve((_, response) => response.end("here"));
  const file = await pending(url);
  const full = { ...world.files, write: () => Promise.reject(new FileStoreFull("no space left")) };
  for (let n = 0; n < 7; n++) {
    await fetchAll({ files: full });
    expect(await rowOf(file.id)).toMatchObject({ state: "pending", tries: 0 });
    pass(world, 60_000);
  }
  await fetchAll();
  expect((await rowOf(file.id)).state).toBe("ready");
});

test("a file that is deleted while it is fetched leaves nothing on disk", async () => {
  const { url } = await serve(async (_, response) => {
    await world.database.query("delete from file");
    response.end("here");
  });
  await pending(url);
  await fetchAll();
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([]);
});

test("a process that stops gives its file back at once", async () => {
  const stopping = new AbortController();
  const { url } = await serve((_, response) => {
    response.write("the beginning");
    setImmediate(() => stopping.abort());
  });
  const file = await pending(url);
  await fetchFiles(context(), stopping.signal);
  expect(await rowOf(file.id)).toMatchObject({ state: "pending", dueAt: world.clock.now, tries: 0 });
  expect(await keysOnDisk(world)).toEqual([]);
});
