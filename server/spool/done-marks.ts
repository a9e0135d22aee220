import { createHmac } from "node:crypto";
import { constants, type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "pino";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { FILE_MODE, flushFolder } from "./folders";
import type { FileKey } from "./frame";

/** Beside a file of records, the offsets of those that need no further try. */
export type DoneMarks = {
  /**
   * Notes that a record is done. Not flushed, and never rejects: a mark that is lost costs a repetition, which the core knows by its
   * ids. One that could not be written is written with the next.
   */
  add(offset: number): Promise<void>;
  bytes(): number;
  close(): Promise<void>;
};

/** The offset, and its checksum by the key of the file: a torn mark, or one of another file, is none. */
const MARK_BYTES = 16;
const OFFSET_BYTES = 4;

function markOf(offset: number, { secret }: FileKey): Buffer {
  const mark = Buffer.alloc(MARK_BYTES);
  mark.writeUInt32LE(offset);
  createHmac("sha256", secret)
    .update("done")
    .update(mark.subarray(0, OFFSET_BYTES))
    .digest()
    .copy(mark, OFFSET_BYTES, 0, MARK_BYTES - OFFSET_BYTES);
  return mark;
}

export type DoneRead = { offsets: ReadonlySet<number>; slots: number };

/** Marks have places of equal size, so that a torn one does not shift the others. `slots`: how many places are in use. */
export async function readDoneMarks(path: string, key: FileKey): Promise<DoneRead> {
  const bytes = await readMarks(path);
  const offsets = new Set<number>();
  for (let at = 0; at + MARK_BYTES <= bytes.length; at += MARK_BYTES) {
    const offset = bytes.readUInt32LE(at);
    if (bytes.subarray(at, at + MARK_BYTES).equals(markOf(offset, key))) offsets.add(offset);
  }
  return { offsets, slots: Math.ceil(bytes.length / MARK_BYTES) };
}

async function readMarks(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return Buffer.alloc(0); // nothing of the file is done yet
    throw new StartFailure(
      `the spool cannot read ${path}: ${reasonOf(error)}. Without this file, what was stored already is sent again`,
    );
  }
}

type Options = { key: FileKey; slots: number; log: Logger };

export function createDoneMarks(path: string, { key, slots, log }: Options): DoneMarks {
  let pending: number[] = [];
  let file: FileHandle | undefined;
  let writing: Promise<void> | undefined;
  let isFailing = false;

  const writeBatch = async (batch: readonly number[]) => {
    file ??= await openForMarks(path);
    const bytes = Buffer.concat(batch.map((offset) => markOf(offset, key)));
    const { bytesWritten } = await file.write(bytes, 0, bytes.length, slots * MARK_BYTES);
    if (bytesWritten < bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`);
    slots += batch.length;
  };
  const writePending = async () => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        await writeBatch(batch);
        isFailing = false;
      } catch (error) {
        pending = [...batch, ...pending];
        if (!isFailing) log.error({ path, reason: reasonOf(error) }, "what is done could not be marked");
        isFailing = true;
        return;
      }
    }
  };
  const flush = () => {
    writing ??= writePending().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  return {
    add(offset) {
      pending.push(offset);
      return flush();
    },
    bytes: () => slots * MARK_BYTES,
    async close() {
      await writing;
      await flush();
      const opened = file;
      file = undefined;
      await opened?.close();
    },
  };
}

/** Not for appending: each mark is written at its place. */
async function openForMarks(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, FILE_MODE);
  try {
    await flushFolder(dirname(path));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
