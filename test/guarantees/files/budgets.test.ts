import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import type { FileLimits, UploadBudgets } from "@/server/domain/file/file";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { removeFiles } from "@/server/worker/files/remove-files";
import { type Api, openApi } from "@/test/support/clients/api";
import { sendInHalves } from "@/test/support/network/cut-request";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { directUploadOf } from "./direct-upload";
import { DOORS, type Door, type Place, type Post, type Request } from "./doors";
import { createPlace } from "./place";

const KIB = 1024;
const NONE: UploadBudgets = { visitor: null, inbox: null, account: null };
const RESERVE = 1_000_000;

let api: Api;
let place: Place;
let disk: { free: number };
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** A new account, with these limits. */
async function begin(budgets: Partial<UploadBudgets>, limits: Partial<FileLimits> = {}): Promise<void> {
  disk = { free: 100 * RESERVE };
  const reserve = createDiskReserve({ folders: ["files"], bytes: RESERVE, freeIn: async () => disk.free });
  const fileLimits = { bytesMax: 200 * KIB, perMessage: 10, ...limits };
  api.services = createServices({
    ...api.services,
    files: api.world.files,
    fileLimits,
    uploads: { budgets: { ...NONE, ...budgets }, disk: reserve },
  });
  place = await createPlace(api);
}

type Sent = Awaited<ReturnType<Post>> & { retryAfter: string | null };
async function send(
  { method = "POST", path, headers, body }: Request,
  extra = {},
) {
  const response = await fetch(api.url + path, { method, headers, body: new Uint8Array(body), ...extra });
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? null : JSON.parse(text),
    retryAfter: response.headers.get("retry-after"),
  };
}
const file = (kib: number) => ({ name: `${kib}.bin`, bytes: randomBytes(kib * KIB) });
const written = (...kib: number[]) => ({ text: "files", files: kib.map(file) });
const codeOf = ({ body }: { body: Sent["body"] }): string | undefined => body.error?.code ?? body.errorCode;

const count = async (table: string) =>
  (await api.world.database.query(`select 1 from ${table} where account_id = $1`, [place.accountId])).length;
/** Bytes that count today, by scope. */
const used = async () =>
  Object.fromEntries(
    (
      await api.world.database.query<{ scope: string; bytes: number }>(
        "select scope, bytes from upload_usage where account_id = $1",
        [place.accountId],
      )
    ).map(({ scope, bytes }) => [scope, bytes]),
  );
const messages = () => count("message");

afterEach(async () => {
  const { database, files } = api.world;
  const now = () => new Date(Date.now() + 25 * 3_600_000);
  await removeFiles({ database, now, files, log: { error: (fault: unknown) => expect(fault).toBeNull() } });
  const ready = await database.query<{ key: string }>("select key from file where state = 'ready'");
  expect((await keysOnDisk(api.world)).toSorted()).toEqual(ready.map(({ key }) => key).toSorted());
});

const ALL = [...DOORS, directUploadOf(() => api.url)].map((door) => [door.name, door] as const);

describe.each(ALL)("%s", (_, door: Door) => {
  test("files count against the account's budget, and beyond it the answer is 429 and nothing is stored", async () => {
    await begin({ account: 150 * KIB });
    let answer: Sent | undefined;
    const post: Post = async (request) => {
      answer = await send(request);
      return answer;
    };
    await door.send(place, written(100), post);
    expect(answer?.status, JSON.stringify(answer?.body)).toBeLessThan(300);
    expect(await used()).toEqual({ account: 100 * KIB });
    const before = [await messages(), await count("file")];
    const refused = await door.send(place, written(100), post);
    expect(refused.status).toBe(429);
    expect(Number(answer?.retryAfter)).toBeGreaterThan(0);
    expect(Number(answer?.retryAfter)).toBeLessThanOrEqual(86_400);
    expect([await messages(), await count("file")]).toEqual(before);
    expect(await used()).toEqual({ account: 100 * KIB });
    await door.send(place, written(40), post); // what fits is taken
    expect(answer?.status).toBeLessThan(300);
    expect(await used()).toEqual({ account: 140 * KIB });
  });

  test("files are refused with 507 below the disk's reserve, and texts are taken", async () => {
    await begin({});
    disk.free = RESERVE + 50 * KIB;
    let answer: Sent | undefined;
    const post: Post = async (request) => {
      answer = await send(request);
      return answer;
    };
    const before = [await messages(), await count("file")];
    disk.free = RESERVE - 1;
    const refused = await door.send(place, written(100), post);
    expect(refused.status).toBe(507);
    expect(answer?.retryAfter).toBe("60");
    expect([await messages(), await count("file")]).toEqual(before);
    if (door.takes === "message")
      expect((await door.send(place, { text: "a text", files: [] }, post)).status).toBeLessThan(300);
  });
});
