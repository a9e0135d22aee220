import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sourcePurpose } from "@/server/files/file-source";
import { waitUntil } from "@/server/lib/async/wait-until";
import { seal } from "@/server/lib/crypto/seal";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { type FileStore, FileStoreAway } from "@/server/lib/files/file-store";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { systemResolve } from "@/server/lib/outbound/target";
import { one } from "@/server/store/_postgres/db";
import { UNLIMITED, type UploadLimits } from "@/server/store/files/upload-usage";
import { fetchFiles } from "@/server/worker/files/fetch-files";
import { removeFiles } from "@/server/worker/files/file-jobs";
import { pass } from "@/test/guarantees/laws/stage";
import { type FileScene, openFileScene } from "@/test/support/scenes/files";
import { keysOnDisk } from "@/test/support/scenes/stored-files";

describe("failing fetches", () => {
  const BODY = Buffer.alloc(60_000, "body ");

  const BYTES_MAX = 100_000;

  /** One more than a server that is away gets. */
  const TRIES = 6;

  /** More than any lease and any pause after a failure. */
  const MUCH_LATER_MS = 3_600_000;
  let scene: FileScene;
  let server: Server;
  let url: string;

  /** Sends the second half of a body; null before the first half. */
  let complete: (() => void) | null = null;

  const unhandled: unknown[] = [];

  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(async () => {
    process.on("unhandledRejection", note);
    scene = await openFileScene();
    await onDatabase("create sequence faults"); // counts also what is rolled back
    await onDatabase(
      `create function fail() returns trigger language plpgsql security definer as
       $$ begin perform nextval('faults'); raise exception 'could not extend file' using errcode = '53100'; end $$`,
    );
    server = createServer((_, response) => {
      response.setHeader("content-length", BODY.length).write(BODY.subarray(0, BODY.length / 2));
      complete = () => void response.end(BODY.subarray(BODY.length / 2));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
  });
  afterAll(async () => {
    process.off("unhandledRejection", note);
    server.closeAllConnections();
    server.close();
    await scene.close();
  });
  beforeEach(async () => {
    await scene.clear();
    unhandled.length = 0;
    storeFaults = 0;
    await onDatabase("alter sequence faults restart");
  });
  afterEach(() => clearFaults());

  const onDatabase = (sql: string) => scene.world.database.query(sql);

  const clearFaults = async () => {
    for (const table of ["file", "upload_usage"])
      await onDatabase(`drop trigger if exists failing on ${table}`);
  };

  let storeFaults = 0;

  const brokenStore = (files: FileStore): FileStore => ({
    ...files,
    write: async () => {
      storeFaults++;
      throw new FileStoreAway("EIO: i/o error");
    },
  });

  const hasFailed = async () => {
    const { isCalled } = one(
      await scene.world.database.query<{ isCalled: boolean }>(`select is_called as "isCalled" from faults`),
    );
    return isCalled || storeFaults > 0;
  };

  type Step = {
    name: string;
    /** The statement that fails; none: the file store does. */
    fails?: string;
    /** Whether it fails before the body has arrived. */
    isEarly: boolean;
  };

  const STEPS: readonly Step[] = [
    { name: "the budget", fails: "insert on upload_usage for each row", isEarly: true },
    { name: "the file store", isEarly: true },
    {
      name: "the update of the fetched file",
      fails: "update on file for each row when (new.state = 'ready')",
      isEarly: false,
    },
  ];

  const rowOf = async (id: number) =>
    one(
      await scene.world.database.query<{ state: string; failure: string | null }>(
        "select state, failure from file where id = $1",
        [id],
      ),
    );

  /** One run of the worker, whose server sends the second half when `until` is true. @returns whether the run failed. */
  async function fetchOnce(files: FileStore, until: () => unknown): Promise<boolean> {
    const budgets = { ...UNLIMITED.budgets, account: 10 * BYTES_MAX };
    const fetching = {
      ...scene.context(files),
      fileLimits: { bytesMax: BYTES_MAX, perMessage: 10 },
      uploads: { ...UNLIMITED, budgets },
      outbound: { policy: createAddressPolicy(["127.0.0.1/32"]), resolve: systemResolve },
    };
    await onDatabase("select 1 from file for update"); // Postgres reports an error before it lets go of the row
    complete = null;
    const run = fetchFiles(fetching, new AbortController().signal).then(
      () => false,
      () => true,
    );
    expect(
      await waitUntil(async () => complete !== null && Boolean(await until()), { withinMs: 90_000 }),
    ).toBe(true);
    (complete as (() => void) | null)?.();
    return run;
  }

  test.each(STEPS.map((step) => [step.name, step] as const))(
    "while the body of an address arrives, a failure of %s leaves the file waiting, however often, and nothing stored",
    async (_name, { fails, isEarly }) => {
      const sourceUrl = seal(url, sourcePurpose(scene.stage.accountId));
      const file = await scene.store({ state: "pending", name: "a.csv", sourceUrl });
      if (fails) await onDatabase(`create trigger failing before ${fails} execute function fail()`);
      const { files } = scene.world;
      for (let n = 0; n < TRIES; n++) {
        await fetchOnce(fails ? files : brokenStore(files), () => !isEarly || hasFailed());
        expect(await hasFailed()).toBe(true);
        expect(await rowOf(file.id)).toEqual({ state: "pending", failure: null });
        pass(scene.world, MUCH_LATER_MS);
      }
      await new Promise(setImmediate); // rejections are reported after the microtasks
      expect(unhandled).toEqual([]);

      await clearFaults();
      expect(await fetchOnce(files, () => true)).toBe(false);
      expect(await rowOf(file.id)).toEqual({ state: "ready", failure: null });
      await removeFiles(scene.context());
      expect(await keysOnDisk(scene.world)).toHaveLength(1);
    },
  );
});

describe("fetched budgets", () => {
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
});
