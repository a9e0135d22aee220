import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type FileStore, FileStoreFull } from "@/server/lib/files/file-store";
import { collectFiles, removeFiles } from "@/server/worker/files/file-jobs";
import { type Api, openApi } from "@/test/support/clients/api";
import { cutRequest } from "@/test/support/network/cut-request";
import { HTML, PNG, type SampleFile } from "@/test/support/scenes/files";
import { drawnCases } from "@/test/support/scenes/property";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { type Answer, DOORS, type Door, type Place, type Post, type Written } from "./doors";
import { createPlace } from "./other-doors";

const BYTES_MAX = 64 * 1024;
const FILES_MAX = 10;
const HOURS_LATER_MS = 25 * 3_600_000;

let api: Api;
let place: Place;
let lastMessageId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  place = await createPlace(api);
});
afterAll(() => api.close());

const provide = (files: FileStore) => {
  const fileLimits = { bytesMax: BYTES_MAX, perMessage: FILES_MAX };
  api.services = createServices({ ...api.services, files, fileLimits });
};
beforeEach(async () => {
  provide(api.world.files);
  const [row] = await api.world.database.query<{ id: number }>(
    "select coalesce(max(id), 0) as id from message",
  );
  lastMessageId = row?.id ?? 0;
});

const post: Post = async ({ path, headers, body }) => {
  const response = await fetch(api.url + path, {
    method: "POST",
    headers,
    ...(body.byteLength > 0 || path.includes("/files?") ? { body: new Uint8Array(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
};

type StoredFile = {
  name: string;
  state: string;
  failure: string | null;
  contentType: string;
  bytes: number;
  sha256: string | null;
};
type StoredMessage = { content: string; attachments: StoredFile[] | null };

/** The messages that were written since the test began. */
const messages = () =>
  api.world.database.query<StoredMessage>(
    `select content, attachments from message
      where account_id = $1 and id > $2 and kind = 'message' order by id`,
    [place.accountId, lastMessageId],
  );

const count = async (sql: string): Promise<number> =>
  (await api.world.database.query(sql, sql.includes("$1") ? [place.accountId] : [])).length;

const countFiles = () => count("select 1 from file where account_id = $1");

/** After the collector: exactly the bytes are stored that a file in the database has, and every file is on a message. */
async function expectNothingLost(): Promise<void> {
  const { database, files } = api.world;
  const now = () => new Date(Date.now() + HOURS_LATER_MS);
  const faults: unknown[] = [];
  await collectFiles({ database, now });
  await removeFiles({ database, now, files, log: { error: (fault: unknown) => faults.push(fault) } });
  expect(faults).toEqual([]);
  const ready = await database.query<{ key: string }>("select key from file where state = 'ready'");
  expect((await keysOnDisk(api.world)).toSorted()).toEqual(ready.map(({ key }) => key).toSorted());
  expect(await count("select 1 from file_removal")).toBe(0);
  const loose = `select 1 from file f where state in ('uploading', 'pending') or unattached_since is not null
    or not exists (select 1 from message_attachment a where a.account_id = f.account_id and a.file_id = f.id)`;
  expect(await count(loose)).toBe(0);
}
afterEach(expectNothingLost);

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const ready = ({ name, bytes }: SampleFile, contentType: string): StoredFile =>
  expect.objectContaining({
    name,
    state: "ready",
    failure: null,
    contentType,
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
  });
const failed = ({ name }: SampleFile, failure: string): StoredFile =>
  expect.objectContaining({ name, state: "failed", failure, sha256: null });

const photo = { name: "Фото 李.png", bytes: PNG, type: "image/png" };
const texts = (many: number) =>
  Array.from({ length: many }, (_, n) => ({ name: `${n}.txt`, bytes: Buffer.from(`file ${n}`) }));
const large = { name: "film.mp4", bytes: randomBytes(BYTES_MAX + 1) };

type Taken = { written: Written; stored: StoredFile[] };
/** What every door takes. */
const TAKEN: Record<string, Taken> = {
  "a text alone": { written: { text: "你好", files: [] }, stored: [] },
  "a file alone": { written: { text: "", files: [photo] }, stored: [ready(photo, "image/png")] },
  "a text and a file": {
    written: { text: "See this", files: [photo] },
    stored: [ready(photo, "image/png")],
  },
  "ten files": {
    written: { text: "ten", files: texts(10) },
    stored: texts(10).map((file) => ready(file, "text/plain")),
  },
  "a file of zero bytes": {
    written: { text: "nothing", files: [{ name: "empty.bin", bytes: new Uint8Array() }] },
    stored: [expect.objectContaining({ state: "ready", bytes: 0, sha256: sha256(new Uint8Array()) })],
  },
  "a file of the greatest size": {
    written: { text: "full", files: [{ name: "full.bin", bytes: large.bytes.subarray(1) }] },
    stored: [expect.objectContaining({ state: "ready", bytes: BYTES_MAX })],
  },
  "files of another type than they say": {
    written: {
      text: "not what it seems",
      files: [
        { name: "a.png", bytes: HTML, type: "image/png" },
        { name: "b.txt", bytes: PNG, type: "text/plain" },
      ],
    },
    stored: [
      ready({ name: "a.png", bytes: HTML }, "text/html"),
      ready({ name: "b.txt", bytes: PNG }, "image/png"),
    ],
  },
};

type NotTaken = { written: Written; stored: StoredFile[]; refusal: { status: number; code: string } };
/** With the message: its text is stored, and the answer says what happened. Uploaded first: refused. */
const NOT_TAKEN: Record<string, NotTaken> = {
  "eleven files": {
    written: { text: "eleven", files: texts(11) },
    stored: texts(11).map((file, n) =>
      n < FILES_MAX ? ready(file, "text/plain") : failed(file, "too_many"),
    ),
    refusal: { status: 422, code: "file.too_many" },
  },
  "a file over the limit": {
    written: { text: "too long", files: [large] },
    stored: [failed(large, "too_large")],
    refusal: { status: 413, code: "file.too_large" },
  },
  "a full disk": {
    written: { text: "full disk", files: [photo] },
    stored: [failed(photo, "not_stored")],
    refusal: { status: 503, code: "file.not_stored" },
  },
};

/** Takes some bytes, then is full. */
const full = (files: FileStore): FileStore => ({
  ...files,
  write: (key, bytes) =>
    files.write(
      key,
      (async function* () {
        for await (const chunk of bytes) {
          yield chunk.subarray(0, 10);
          throw new FileStoreFull("no space left on device");
        }
      })(),
    ),
});

const codeOf = ({ body }: Answer): string | undefined => body.error?.code ?? body.refusal?.code;

describe.each(DOORS.map((door) => [door.name, door] as const))("%s", (_, door: Door) => {
  test.each(drawnCases(Object.entries(TAKEN)))(
    "%s is stored as it was sent",
    async (_title, { written, stored }) => {
      const answer = await door.send(place, written, post);
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      expect(door.failuresIn(answer).filter((failure) => failure !== null)).toEqual([]);
      const [message, ...others] = await messages();
      expect(others).toEqual([]);
      expect(message?.content).toBe(written.text);
      expect(message?.attachments ?? []).toEqual(stored);
    },
  );

  test.each(drawnCases(Object.entries(NOT_TAKEN)))(
    "%s does not go unnoticed",
    async (title, { written, stored, refusal }) => {
      if (title === "a full disk") provide(full(api.world.files));
      const answer = await door.send(place, written, post);
      if (door.takes === "uploads") {
        expect({ status: answer.status, code: codeOf(answer) }).toEqual(refusal);
        expect(await messages()).toEqual([]);
        return;
      }
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      const [message, ...others] = await messages();
      expect(others).toEqual([]);
      expect(message).toEqual({ content: written.text, attachments: stored });
      const failures = message?.attachments?.flatMap(({ failure }) => failure ?? []);
      expect(door.failuresIn(answer).filter((failure) => failure !== null)).toEqual(failures);
    },
  );

  test("neither a text nor a file is refused", async () => {
    const { status } = await door.send(place, { text: "", files: [] }, post);
    expect([400, 422]).toContain(status);
    expect(await messages()).toEqual([]);
  });

  test("a connection that is cut in the middle stores nothing", async () => {
    const before = await countFiles();
    const last = { ...large, bytes: large.bytes.subarray(1) };
    const files = door.takes === "message" ? [...texts(2), last] : [last];
    const stored = door.name.startsWith("FreeScout") ? 0 : files.length; // base64 is decoded when all of it is there
    const hasBegun = async () => (await countFiles()) === before + stored;
    const cut: Post = async (request) => {
      const until = async () => expect(await waitUntil(hasBegun, { withinMs: 90_000 })).toBe(true);
      await cutRequest(api.url, { ...request, until });
      return { status: 0, body: {} };
    };
    await door.send(place, { text: "lost", files }, cut);
    const isGone = async () => (await countFiles()) === before;
    expect(await waitUntil(isGone, { withinMs: 90_000 })).toBe(true);
    expect(await messages()).toEqual([]);
  });
});
