import { Readable } from "node:stream";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FileStoreAway } from "@/server/lib/files/file-store";
import { one } from "@/server/store/_postgres/db";
import { readLog } from "@/server/store/events/log/event-log";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { type FileScene, openFileScene } from "@/test/support/scenes/files";
import { attachFiles, attachmentsOf, keysOnDisk } from "@/test/support/scenes/stored-files";
import type { World } from "@/test/support/scenes/world";
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
afterAll(() => scene.close());

const context = (files?: World["files"]) => scene.context(files);
const MINUTE = 60_000;
const photo = (width = 800, height = 400) =>
  sharp({ create: { width, height, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
const jpeg = async (content?: Uint8Array) => ({
  content: content ?? (await photo()),
  contentType: "image/jpeg",
});
const store = (given: Parameters<FileScene["store"]>[0]) => scene.store(given);
const toMessage = () => ({ accountId: stage.accountId, messageId: stage.incoming.id });

type Row = { width: number | null; previewKey: string | null; workDueAt: Date | null; tries: number };
const rowOf = async (id: number) =>
  one(
    await world.database.query<Row>(
      `select width, preview_key as "previewKey", work_due_at as "workDueAt", work_tries as tries from file where id = $1`,
      [id],
    ),
  );

/** The log's events of a message since it was written. */
async function updatesOf(messageId: number) {
  await world.relay();
  const rows = await readLog(world.database, stage.accountId, { after: 0, limit: 5_000 });
  return rows.filter(({ type, body }) => type === "message.updated" && body.resource.id === messageId);
}

test("an image gets its size and a preview, and its message shows them by one event", async () => {
  const file = await store({ ...(await jpeg()), name: "photo.jpg" });
  await attachFiles(world, toMessage(), [file]);
  const before = await updatesOf(stage.incoming.id);
  await inspectFiles(context());

  const { width, previewKey, workDueAt } = await rowOf(file.id);
  expect({ width, workDueAt }).toEqual({ width: 800, workDueAt: null });
  const [shown] = await attachmentsOf(world, stage.incoming.id);
  expect(shown).toMatchObject({ id: file.id, width: 800, height: 400, hasPreview: true, state: "ready" });
  const preview = await sharp(await readAll(previewKey)).metadata();
  expect(preview).toMatchObject({ format: "webp", width: 640, height: 320 });

  const [event, ...more] = (await updatesOf(stage.incoming.id)).slice(before.length);
  expect(more).toEqual([]);
  expect(event?.body.changes).toMatchObject({
    attachments: { from: [{ width: null, hasPreview: false }], to: [{ width: 800, hasPreview: true }] },
  });
  await inspectFiles(context());
  expect(await updatesOf(stage.incoming.id)).toHaveLength(before.length + 1);
});

const readAll = async (key: string | null) => {
  const chunks: Buffer[] = [];
  for await (const chunk of await world.files.read(key ?? "")) chunks.push(chunk);
  return Buffer.concat(chunks);
};

test("a file that is no image, sound or video is left as it is", async () => {
  const file = await store({ content: Buffer.from("%PDF-1.7"), contentType: "application/pdf" });
  await inspectFiles(context());
  expect(await rowOf(file.id)).toMatchObject({ width: null, previewKey: null, workDueAt: null });
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("a damaged image shows nothing and is not tried again", async () => {
  const file = await store(await jpeg((await photo()).subarray(0, 300)));
  await inspectFiles(context());
  expect(await rowOf(file.id)).toMatchObject({ width: null, previewKey: null, workDueAt: null });
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("a file whose bytes are gone is not tried again", async () => {
  const file = await store(await jpeg());
  await world.files.remove(file.key);
  await inspectFiles(context());
  expect((await rowOf(file.id)).workDueAt).toBeNull();
});

test("while the store is away a file waits, without limit", async () => {
  const file = await store(await jpeg());
  const away = { ...world.files, read: () => Promise.reject(new FileStoreAway("S3 is away")) };
  for (let n = 0; n < 5; n++) {
    await inspectFiles(context(away));
    expect(await rowOf(file.id)).toMatchObject({ tries: 0, previewKey: null });
    pass(world, MINUTE);
  }
  expect(scene.log.error).toHaveBeenCalledTimes(5);
  await inspectFiles(context());
  expect(await rowOf(file.id)).toMatchObject({ width: 800, workDueAt: null });
});

test("a connection to the store that breaks is the store's fault", async () => {
  const file = await store(await jpeg());
  const cut = Object.assign(new Error("aborted"), { code: "ECONNRESET" }); // the code of a database that is away, too
  const breaking = {
    ...world.files,
    read: async () => {
      const stream = new Readable({ read: () => stream.destroy(cut) });
      return stream;
    },
  };
  await inspectFiles(context(breaking));
  expect(await rowOf(file.id)).toMatchObject({
    tries: 0,
    workDueAt: new Date(world.clock.now.getTime() + MINUTE),
  });
});

test("a file that fails for another reason is tried three times", async () => {
  const file = await store(await jpeg());
  const failing = {
    ...world.files,
    read: async () => {
      const stream = new Readable({ read: () => stream.destroy(new Error("odd")) });
      return stream;
    },
  };
  for (let n = 1; n <= 3; n++) {
    await inspectFiles(context(failing));
    pass(world, MINUTE);
  }
  expect(await rowOf(file.id)).toMatchObject({ workDueAt: null, width: null });
  expect(scene.log.error).toHaveBeenCalledTimes(2);
});

test("a file that ended the process three times is not opened again", async () => {
  const file = await store(await jpeg());
  await world.database.query("update file set work_tries = 3 where id = $1", [file.id]);
  await inspectFiles(context({ ...world.files, read: () => Promise.reject(new Error("it was opened")) }));
  expect(await rowOf(file.id)).toMatchObject({ workDueAt: null, width: null });
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("a preview of a process that ended before it was saved is removed, and made anew", async () => {
  const file = await store(await jpeg());
  const ending = {
    ...world.files,
    async write(key: string, bytes: AsyncIterable<Uint8Array>) {
      await world.files.write(key, bytes);
      await world.database.query("update file set work_tries = 2 where id = $1", [file.id]); // its claim is over
    },
  };
  await inspectFiles(context(ending));
  expect((await rowOf(file.id)).previewKey).toBeNull();
  expect(await keysOnDisk(world)).toHaveLength(2);
  await world.database.query("update file set work_due_at = $1", [world.clock.now]);
  await inspectFiles(context());
  const { previewKey } = await rowOf(file.id);
  pass(world, 61 * MINUTE);
  await removeFiles(context());
  expect((await keysOnDisk(world)).sort()).toEqual([file.key, previewKey].sort());
});

test("a message that is gone is no failure", async () => {
  const file = await store(await jpeg());
  await attachFiles(world, { accountId: stage.accountId, messageId: 999_999_999 }, [file]);
  await inspectFiles(context());
  expect(await rowOf(file.id)).toMatchObject({ width: 800, workDueAt: null });
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("a file that is deleted while it is inspected leaves nothing on disk", async () => {
  const file = await store(await jpeg());
  const deleting = {
    ...world.files,
    async write(key: string, bytes: AsyncIterable<Uint8Array>) {
      await world.files.write(key, bytes);
      await world.database.query("delete from file where id = $1", [file.id]);
    },
  };
  await inspectFiles(context(deleting));
  pass(world, 61 * MINUTE);
  await removeFiles(context());
  expect(await keysOnDisk(world)).not.toContain(file.key);
  expect(await world.database.query("select 1 from file_removal")).toEqual([]);
  expect(scene.log.error).not.toHaveBeenCalled();
});

test("two processes inspect each file once", async () => {
  const photos = await Promise.all(
    Array.from({ length: 6 }, async () => store(await jpeg(await photo(40, 40)))),
  );
  const opened: string[] = [];
  const counting = {
    ...world.files,
    read: (key: string) => {
      opened.push(key);
      return world.files.read(key);
    },
  };
  await Promise.all([inspectFiles(context(counting)), inspectFiles(context(counting))]);
  expect(opened.sort()).toEqual(photos.map(({ key }) => key).sort());
});

test("a process that stops gives its file back at once", async () => {
  const file = await store(await jpeg());
  const stopping = new AbortController();
  const slow = {
    ...world.files,
    read: async () => {
      setImmediate(() => stopping.abort());
      return new Readable({ read: () => undefined });
    },
  };
  await inspectFiles(context(slow), stopping.signal);
  expect(await rowOf(file.id)).toMatchObject({ workDueAt: world.clock.now, tries: 0 });
  expect(scene.log.error).not.toHaveBeenCalled();
});
