import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import type { FileLimits, UploadBudgets } from "@/server/domain/message/file";
import { createApp } from "@/server/http/app";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { removeFiles } from "@/server/worker/files/file-jobs";
import { type Api, openApi } from "@/test/support/clients/api";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { type Answer, DOORS, type Door, type Place, type Post, type Request } from "./doors";
import { createPlace, directUploadOf } from "./other-doors";

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

type Sent = Answer & { retryAfter: string | null };
async function send({ method, path, headers, body }: Request, given: RequestInit = {}): Promise<Sent> {
  const response = await fetch(api.url + path, {
    method: method ?? "POST",
    headers,
    body: new Uint8Array(body),
    ...given,
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? null : JSON.parse(text),
    retryAfter: response.headers.get("retry-after"),
  };
}
const file = (kib: number) => ({ name: `${kib}.bin`, bytes: randomBytes(kib * KIB) });
const written = (...kib: number[]) => ({ text: "files", files: kib.map(file) });
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
const doorNamed = (name: string): Door => {
  const door = DOORS.find((one) => one.name === name);
  if (!door) throw new Error(`there is no door ${name}`);
  return door;
};

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

describe("a visitor", () => {
  const visitor = doorNamed("Chatwoot, public");
  const agent = doorNamed("Chatwoot, account");

  test("has a budget of their own, and another visitor and the members have theirs", async () => {
    await begin({ visitor: 150 * KIB });
    expect((await visitor.send(place, written(100), send)).status).toBe(200);
    expect((await visitor.send(place, written(100), send)).status).toBe(429);
    const other = { ...place, visitor: await anotherVisitor() };
    expect((await visitor.send(other, written(100), send)).status).toBe(200);
    expect((await agent.send(place, written(100, 100), send)).status).toBe(200);
  });

  test("shares the inbox's budget with the other visitors, not with the members", async () => {
    await begin({ inbox: 150 * KIB });
    expect((await agent.send(place, written(100), send)).status).toBe(200);
    expect((await visitor.send(place, written(100), send)).status).toBe(200);
    const other = { ...place, visitor: await anotherVisitor() };
    expect((await visitor.send(other, written(100), send)).status).toBe(429);
    expect((await agent.send(place, written(100), send)).status).toBe(200);
    expect(await used()).toEqual({ inbox: 100 * KIB });
  });

  test("has a smaller limit of a file: a larger one fails in its message, and a member's does not", async () => {
    await begin({}, { visitorBytesMax: 50 * KIB });
    expect(visitor.failuresIn(await visitor.send(place, written(40, 60), send))).toEqual([null, "too_large"]);
    expect(agent.failuresIn(await agent.send(place, written(60), send))).toEqual([null]);
  });

  async function anotherVisitor(): Promise<string> {
    const contacts = place.visitor.replace(/\/contacts\/.*/, "/contacts");
    const create = async (path: string) => (await fetch(api.url + path, { method: "POST" })).json();
    const conversations = `${contacts}/${(await create(contacts)).source_id}/conversations`;
    return `${conversations}/${(await create(conversations)).id}`;
  }
});

/** Files that were ever begun, in all accounts. */
const filesBegun = async () => (await api.world.database.query("select last_value from file_id_seq"))[0];
/** Sent in chunks: its length is not announced. */
const unannounced: Post = (request) => {
  const chunks = async function* () {
    for (let at = 0; at < request.body.byteLength; at += KIB) yield request.body.subarray(at, at + KIB);
  };
  return send(request, { body: Readable.toWeb(Readable.from(chunks())), duplex: "half" } as RequestInit);
};

test.each([
  ["POST /v1/files and fileIds", 100],
  ["screens", 100],
  ["/v1, a form to a conversation", 1_500],
])("%s: a body that announces more than is left begins no file", async (name, kib) => {
  await begin({ account: 90 * KIB });
  const before = await filesBegun();
  expect((await doorNamed(name).send(place, written(kib), send)).status).toBe(429);
  expect(await filesBegun()).toEqual(before);
});

test.each([["POST /v1/files and fileIds"], ["/v1, a form to a conversation"], ["Chatwoot, public"]])(
  "%s: a body that announces no length is refused as soon as the budget is spent, and leaves nothing",
  async (name) => {
    await begin({ account: 90 * KIB });
    expect((await doorNamed(name).send(place, written(100), unannounced)).status).toBe(429);
    expect(await count("file")).toBe(0);
    expect(await used()).toEqual({ account: 0 });
    expect((await doorNamed(name).send(place, written(80), unannounced)).status).toBeLessThan(300);
    expect(await used()).toEqual({ account: 80 * KIB });
  },
);

test("of 20 files that come at once, no more are taken than the budget has room for", async () => {
  await begin({ account: 1_000 * KIB });
  const door = doorNamed("POST /v1/files and fileIds");
  const answers = await Promise.all(Array.from({ length: 20 }, () => door.send(place, written(100), send)));
  const taken = answers.filter(({ status }) => status < 300).length;
  expect(answers.every(({ status }) => status < 300 || status === 429)).toBe(true);
  expect(taken).toBeGreaterThan(0);
  expect(await used()).toEqual({ account: taken * 100 * KIB });
  expect(taken).toBeLessThanOrEqual(10);
});

test("the next day has a budget of its own", async () => {
  await begin({ account: 150 * KIB });
  const door = doorNamed("Chatwoot, public");
  expect((await door.send(place, written(100), send)).status).toBe(200);
  await api.world.database.query("update upload_usage set day = day - 1 where account_id = $1", [
    place.accountId,
  ]);
  expect((await door.send(place, written(100), send)).status).toBe(200);
});
