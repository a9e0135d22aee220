import { createHash, randomUUID } from "node:crypto";
import { vi } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { newFileKey } from "@/server/lib/files/file-store";
import { type FileRow, insertFile, saveStored } from "@/server/store/files/files";
import { createStage } from "@/test/guarantees/laws/stage";
import { clearFiles, storeFile } from "./stored-files";
import { createWorld, setAheadOfPostgres, type World } from "./world";

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

/** Of a worker whose files no channel knows. */
export const noChannel = (): Promise<never> => Promise.reject(new Error("no file is a channel's"));

/** A stage for the worker's jobs of files. */
export async function openFileScene() {
  const world = await createWorld();
  setAheadOfPostgres(world);
  const stage = await createStage(world);
  const log = { error: vi.fn() };
  const { database, run, files } = world;
  return {
    world,
    stage,
    log,
    /** What each job of files needs, with the world's store or another. */
    context: (store = files) => ({
      database,
      run,
      files: store,
      now: () => world.clock.now,
      log,
      fetchFromChannel: noChannel,
    }),
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

/** A PNG of one pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** An HTML document with a script. */
export const HTML = Buffer.from("<!doctype html><html><body><script>alert(1)</script></body></html>");

/** An SVG image with a script. */
export const SVG = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
);

/** A file to send: as a form's part, as the named type. */
export type SampleFile = { name: string; bytes: Uint8Array; type?: string };

/** A form with these fields, and these files in parts of one name. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  files: readonly SampleFile[],
  part: string,
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, bytes, type = "application/octet-stream" } of files)
    form.append(part, new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}
