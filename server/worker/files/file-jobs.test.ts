import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { FileStoreAway } from "@/server/lib/files/file-store";
import { provideOutboundPause } from "@/server/lib/outbound/outbound-pause";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { type FileScene, openFileScene } from "@/test/support/scenes/files";
import { attachFiles, keysOnDisk } from "@/test/support/scenes/stored-files";
import type { World } from "@/test/support/scenes/world";
import { collectFiles, fileJobs, removeFiles } from "./file-jobs";

let scene: FileScene;
let world: World;
let stage: Stage;
beforeAll(async () => {
  scene = await openFileScene();
  ({ world, stage } = scene);
});
beforeEach(() => scene.clear());
afterAll(() => scene.close());

const HOUR = 3_600_000;
const context = (files?: World["files"]) => scene.context(files);
const store = (given: Parameters<FileScene["store"]>[0] = {}) =>
  scene.store({ content: Buffer.from("x"), workDueAt: null, ...given });
/** A file with a preview, whose bytes are no file of their own. */
async function storeWithPreview() {
  const [file, preview] = [await store(), await store()];
  const sql = `with gone as (delete from file where id = $2 returning key),
                    named as (update file set preview_key = gone.key from gone where id = $1)
               select 1`;
  await world.database.query(sql, [file.id, preview.id]);
  await world.database.query("delete from file_removal");
  return file;
}
const ids = async () =>
  (await world.database.query<{ id: number }>("select id from file order by id")).map(({ id }) => id);
const queued = () =>
  world.database.query<{ key: string; dueAt: Date }>(`select key, due_at as "dueAt" from file_removal`);

test("the bytes of a deleted file and of its preview are removed after the commit", async () => {
  const file = await storeWithPreview();
  await world.database.query("delete from file where id = $1", [file.id]);
  expect((await keysOnDisk(world)).length).toBe(2);
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([]);
  expect(await queued()).toEqual([]);
  await removeFiles(context());
});

test("bytes that several files have are removed with the last of them", async () => {
  const [file, other] = [await storeWithPreview(), await store()];
  const copies = await world.database.query<{ id: number }>(
    `insert into file (account_id, name, sha256, key, preview_key, state, creator_type, created_at)
     select account_id, name, sha256, key, preview_key, state, creator_type, created_at
       from file, generate_series(1, 2) where id = $1 returning id`,
    [file.id],
  );
  const remove = async (id: number) => {
    await world.database.query("delete from file where id = $1", [id]);
    await removeFiles(context());
    return (await keysOnDisk(world)).length;
  };
  const [first, second] = copies.map(({ id }) => id);
  expect(await remove(first ?? 0)).toBe(3);
  expect(await remove(file.id)).toBe(3);
  expect(await queued()).toEqual([]);
  expect(await remove(second ?? 0)).toBe(1);
  expect(await keysOnDisk(world)).toEqual([other.key]);
});

test("removals are made in batches, and one that fails is due again in a minute", async () => {
  const files = await Promise.all(Array.from({ length: 45 }, () => store()));
  await world.database.query("delete from file");
  const [odd] = files;
  const failing = {
    ...world.files,
    remove: (key: string) =>
      key === odd?.key ? Promise.reject(new FileStoreAway("S3 is away")) : world.files.remove(key),
  };
  await removeFiles(context(failing));
  expect(await keysOnDisk(world)).toEqual([odd?.key]);
  const dueAt = new Date(world.clock.now.getTime() + 60_000);
  expect(await queued()).toEqual([{ key: odd?.key, dueAt }]);
  expect(scene.log.error).toHaveBeenCalledTimes(1);
  await removeFiles(context());
  expect(await keysOnDisk(world)).toHaveLength(1);
  pass(world, 60_000);
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([]);
});

test("two processes that remove at the same time remove each key once", async () => {
  await Promise.all(Array.from({ length: 50 }, () => store()));
  await world.database.query("delete from file");
  const removed: string[] = [];
  const counting = {
    ...world.files,
    remove: (key: string) => {
      removed.push(key);
      return world.files.remove(key);
    },
  };
  await Promise.all([removeFiles(context(counting)), removeFiles(context(counting))]);
  expect(new Set(removed).size).toBe(removed.length);
  expect(removed).toHaveLength(50);
});

test("no bytes are removed while nothing may leave: a restored copy may have the bucket of its original", async () => {
  const file = await store();
  await world.database.query("delete from file");
  let isOff = true;
  provideOutboundPause(() => isOff);
  onTestFinished(() => provideOutboundPause(() => false));
  const job = fileJobs(context() as Partial<WorkerContext> as WorkerContext).find(
    ({ queue }) => queue === "removals",
  );
  const { signal } = new AbortController();
  await job?.work(signal);
  expect(await keysOnDisk(world)).toEqual([file.key]);
  isOff = false;
  await job?.work(signal);
  expect(await keysOnDisk(world)).toEqual([]);
});

test("a file that nothing has is deleted after a day, also one whose upload never ended", async () => {
  const unattachedSince = world.clock.now;
  const attached = await store();
  const abandoned = await store({ unattachedSince });
  const uploading = await store({ unattachedSince, state: "uploading" });
  pass(world, 24 * HOUR - 1);
  await collectFiles(context());
  expect(await ids()).toEqual([attached.id, abandoned.id, uploading.id]);
  pass(world, 1);
  await collectFiles(context());
  expect(await ids()).toEqual([attached.id]);
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([attached.key]);
});

test("a file that is attached while it is collected stays", async () => {
  const file = await store({ unattachedSince: world.clock.now });
  pass(world, 25 * HOUR);
  await world.database.transaction(async (db) => {
    await db.query("update file set unattached_since = null where id = $1", [file.id]);
    await collectFiles(context()); // it leaves out what is locked
  });
  await collectFiles(context());
  expect(await ids()).toEqual([file.id]);
});

const link = (files: { id: number; key: string }[], message = stage.incoming) =>
  attachFiles(world, { accountId: stage.accountId, messageId: message.id }, files);
const deleteMessage = () =>
  world.database.query("update message_attachment set removed_at = $2 where message_id = $1", [
    stage.incoming.id,
    world.clock.now,
  ]);
const keepRevision = () =>
  world.database.query(
    `insert into message_revision (account_id, message_id, content, at, attachments) values ($1, $2, '', $3, '[]')`,
    [stage.accountId, stage.incoming.id, world.clock.now],
  );

test("the files of a deleted message are deleted when it can no longer be restored", async () => {
  const [own, shared] = [await store(), await store()];
  await link([own, shared]);
  await link([shared], stage.outgoing);
  await keepRevision();
  await deleteMessage();
  pass(world, 25 * HOUR);
  await collectFiles(context()); // its revision is still there: of a legal hold, or not yet expired
  expect(await ids()).toEqual([own.id, shared.id]);
  await world.database.query("delete from message_revision");
  await collectFiles(context());
  expect(await ids()).toEqual([shared.id]);
  await removeFiles(context());
  expect(await keysOnDisk(world)).toEqual([shared.key]);
});

test("the files of a message that was deleted less than a day ago stay", async () => {
  const file = await store();
  await link([file]);
  await deleteMessage();
  pass(world, 23 * HOUR);
  await collectFiles(context());
  expect(await ids()).toEqual([file.id]);
});
