import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import { createJournalFile, type JournalFile, type KeptFile } from "./journal-file";
import { type Answer, readJournals } from "./read-journals";

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
