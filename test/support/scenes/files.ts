import { createHash, randomUUID } from "node:crypto";
import { vi } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { newFileKey } from "@/server/lib/files/file-store";
import { type FileRow, insertFile, saveStored } from "@/server/store/files/files";
import { createStage } from "@/test/guarantees/laws/stage";
import { clearFiles, storeFile } from "./stored-files";
import { createWorld, type World } from "./world";

/** A stored file that its uploader has attached to nothing. Its bytes are only said to be in a store. */
export async function addFile(
  { database, clock }: Pick<World, "database" | "clock">,
  { accountId, actor }: Pick<Caller, "accountId" | "actor">,
  name = "photo.png",
  given: Partial<Pick<FileRow, "contentType" | "bytes">> = {},
): Promise<FileRow> {
  const { now } = clock;
  const { id } = await insertFile(database, {
    accountId,
    creator: actor,
    name,
    key: newFileKey(),
    state: "uploading",
    now,
  });
  const sha256 = createHash("sha256").update(randomUUID()).digest("hex");
  const stored = await saveStored(database, accountId, {
    id,
    contentType: "image/png",
    bytes: 1_234,
    ...given,
    sha256,
    isInspected: false,
    now,
  });
  if (!stored) throw new Error("the file was deleted");
  return stored;
}

export type FileScene = Awaited<ReturnType<typeof openFileScene>>;

/** A stage for the worker's jobs of files. */
export async function openFileScene() {
  const world = await createWorld();
  world.clock.now = new Date(Date.now() + 1_000); // a trigger reads the clock of Postgres
  const stage = await createStage(world);
  const log = { error: vi.fn() };
  const { database, run, files } = world;
  return {
    world,
    stage,
    log,
    /** What each job of files needs, with the world's store or another. */
    context: (store = files) => ({ database, run, files: store, now: () => world.clock.now, log }),
    /** A file of the stage's account. */
    store: (given?: Parameters<typeof storeFile>[2]) => storeFile(world, stage.accountId, given),
    /** Deletes what the last test left. */
    async clear() {
      log.error.mockClear();
      for (const table of ["message_attachment", "message_revision"])
        await database.query(`delete from ${table}`);
      await clearFiles(world);
    },
    close: () => world.close(),
  };
}
