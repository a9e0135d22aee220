import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { newId } from "@/server/lib/new-id";
import { type Answer, JOURNAL_SUFFIX } from "./read-journals";

/** Answers reach the database within some 10 ms: what is longer on its way is flushed to the disk. */
const FLUSH_AFTER_MS = 50;
/** A longer file is followed by a new one, while the database misses an answer in it. */
const FILE_BYTES_MAX = 1_048_576;

/** A file of which the database misses these answers. */
export type KeptFile = { kept: Set<Answer>; remove(): void };

/** The file that this process writes to. */
export type JournalFile = KeptFile & {
  /** False when it is full, a line could not be written whole, or another process has read and deleted it. */
  isOpen(): boolean;
  /** Appends a line; it is flushed later, unless the database has it by then. */
  write(answer: Answer): void;
  /** The database has all of it. */
  clear(): void;
};

/** Makes a file of mode 0600 in the folder, and the folder if it is missing. `onFault`: it could not be flushed. */
export function createJournalFile(folder: string, onFault: (error: unknown) => void): JournalFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${newId()}${JOURNAL_SUFFIX}`);
  const descriptor = openSync(path, "ax", 0o600);
  const kept = new Set<Answer>();
  let bytes = 0;
  let isWhole = true;
  let flushing: NodeJS.Timeout | null = null;

  function flush(): void {
    flushing = null;
    if (kept.size > 0) fdatasync(descriptor, (error) => error && kept.size > 0 && onFault(error));
  }

  return {
    kept,
    isOpen: () => isWhole && bytes < FILE_BYTES_MAX && fstatSync(descriptor).nlink > 0,
    write(answer) {
      const line = Buffer.from(`${JSON.stringify(answer)}\n`);
      isWhole = false;
      if (writeSync(descriptor, line) < line.length) throw new Error("the disk is full");
      isWhole = true;
      bytes += line.length;
      kept.add(answer);
      flushing ??= setTimeout(flush, FLUSH_AFTER_MS).unref();
    },
    clear() {
      ftruncateSync(descriptor);
      bytes = 0;
    },
    remove() {
      if (flushing) clearTimeout(flushing);
      closeSync(descriptor);
      rmSync(path, { force: true });
    },
  };
}
