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
import type { Logger } from "pino";
import { newId } from "@/server/lib/new-id";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type Answer, JOURNAL_SUFFIX, readJournals } from "./read-journals";

/** Keeps answers in a file until the database has them, for the next process if this one is killed before. */
export type AnswerJournal = {
  /** What processes before this one, or beside it, have not stored. */
  left: readonly Answer[];
  /** Writes an answer, which then survives the process; soon after the machine. Never throws. */
  add(answer: Answer): void;
  /** The database has these, of `left` or of `add`. */
  forget(answers: readonly Answer[]): void;
};

type Options = {
  /** Processes may share it: each writes files of its own. It is made when it is missing. */
  folder: string;
  log: Pick<Logger, "error">;
};

/**
 * Opens a journal. Its files contain what senders answered, not what was sent. Files that cannot be written are logged
 * once: the answers are still in memory.
 */
export function openAnswerJournal({ folder, log }: Options): AnswerJournal {
  const files = new Map<Answer, KeptFile>();
  let current: JournalFile | null = null;
  let isFailing = false;

  function report(error: unknown): void {
    if (!isFailing)
      log.error({ reason: reasonOf(error), folder }, "senders' answers cannot be kept in a file");
    isFailing = true;
  }
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      report(error);
    }
  }
  function forget(answer: Answer): void {
    const file = files.get(answer);
    files.delete(answer);
    if (!file?.kept.delete(answer) || file.kept.size > 0) return;
    if (file === current) current.clear();
    else file.remove();
  }
  /** The file to write to; one that is given up stays until the database has all of it. */
  function writable(): JournalFile {
    if (current?.isOpen()) return current;
    if (current?.kept.size === 0) current.remove();
    current = null;
    return createJournalFile(folder, report);
  }

  const left = readJournals(folder, log);
  for (const { answers, remove } of left) {
    if (answers.length === 0) attempt(remove);
    const file = { kept: new Set(answers), remove };
    for (const answer of answers) files.set(answer, file);
  }
  return {
    left: left.flatMap(({ answers }) => answers),
    add: (answer) =>
      attempt(() => {
        current = writable();
        current.write(answer);
        files.set(answer, current);
        isFailing = false;
      }),
    forget(answers) {
      for (const answer of answers) attempt(() => forget(answer));
    },
  };
}

/** Answers reach the database within some 10 ms: what is longer on its way is flushed to the disk. */
const FLUSH_AFTER_MS = 50;
/** A longer file is followed by a new one, while the database misses an answer in it. */
const FILE_BYTES_MAX = 1_048_576;

/** A file of which the database misses these answers. */
type KeptFile = { kept: Set<Answer>; remove(): void };

/** The file that this process writes to. */
type JournalFile = KeptFile & {
  /** False when it is full, a line could not be written whole, or another process has read and deleted it. */
  isOpen(): boolean;
  /** Appends a line; it is flushed later, unless the database has it by then. */
  write(answer: Answer): void;
  /** The database has all of it. */
  clear(): void;
};

/** Makes a file of mode 0600 in the folder, and the folder if it is missing. `onFault`: it could not be flushed. */
function createJournalFile(folder: string, onFault: (error: unknown) => void): JournalFile {
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
