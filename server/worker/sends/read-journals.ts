import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { z } from "zod";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import type { SettledSend } from "@/server/store/sends/settle-sends";

/** The end of a send, on its way into the database. */
export type Answer = SettledSend & { accountId: number };

/** Of a journal's name. */
export const JOURNAL_SUFFIX = ".jsonl";

/** What a killed process left in one file. */
export type LeftJournal = {
  answers: Answer[];
  /** Call it when the database has the answers. A process that still writes to the file makes another one. */
  remove(): void;
};

const outcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("accepted"),
    sourceId: z.string().nullable(),
    status: z.enum(["sent", "pending"]),
  }),
  z.object({ kind: z.literal("refused"), error: z.string() }),
  z.object({ kind: z.literal("not_sent"), reason: z.string(), retryAfterMs: z.number().nullable() }),
  z.object({ kind: z.literal("ambiguous"), reason: z.string() }),
]);
const id = z.number().int().positive();
const ended = z.enum(["accepted", "refused", "unconfirmed", "expired"]);

const line = z.object({
  accountId: id,
  id,
  key: z.uuid(),
  inboxId: id,
  messageId: id,
  attempt: id,
  leaseUntil: z.coerce.date(),
  next: z.union([
    z.object({ state: ended, isDoubtful: z.boolean() }),
    z.object({ state: z.literal("waiting"), dueMs: z.number(), isDoubtful: z.boolean() }),
  ]),
  made: z.object({
    number: id,
    at: z.coerce.date(),
    durationMs: z.number().int().nonnegative(),
    outcome,
    status: z.number().int().nullable(),
    address: z.string().nullable(),
  }),
});

/**
 * The journals in a folder, also those of other processes: an answer that is stored twice changes nothing the second time.
 * A line that a kill cut off is left out; what else cannot be read is logged.
 */
export function readJournals(folder: string, log: Pick<Logger, "error">): LeftJournal[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    try {
      return [readJournal(path, log)];
    } catch (error) {
      if (codeOf(error) !== "ENOENT")
        log.error({ reason: reasonOf(error), path }, "a journal of answers cannot be read");
      return [];
    }
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(JOURNAL_SUFFIX))
      .sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

function readJournal(path: string, log: Pick<Logger, "error">): LeftJournal {
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const answers = whole.split("\n").flatMap((one, index): Answer[] => {
    if (one === "") return [];
    try {
      return [{ ...line.parse(JSON.parse(one)), isReplayed: true }];
    } catch (error) {
      log.error({ reason: reasonOf(error), path, line: index + 1 }, "an answer in a journal cannot be read");
      return [];
    }
  });
  const bytes = Buffer.byteLength(text);
  return {
    answers,
    remove() {
      const now = statSync(path, { throwIfNoEntry: false });
      if (now && now.size <= bytes) rmSync(path, { force: true }); // a longer one has answers that are not read yet
    },
  };
}
