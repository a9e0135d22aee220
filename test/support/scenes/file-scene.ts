import { vi } from "vitest";
import { createStage } from "@/test/guarantees/laws/stage";
import { clearFiles, storeFile } from "./stored-files";
import { createWorld } from "./world";

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
