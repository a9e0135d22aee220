import { FileStoreAway, FileStoreFull } from "@/server/lib/files/file-store";
import { isWithoutStorage, outageOf } from "@/server/lib/is-away";
import { codeOf, reasonOf, StartFailure } from "./start-failure";

/** Postgres: insufficient privilege. */
const NO_RIGHT = "42501";

/** What an operator can do about the end of a start or a command, in one line; null: it is a bug, and needs its stack. */
export function startFaultOf(error: unknown): string | null {
  if (error instanceof StartFailure) return error.message;
  const reason = reasonOf(error);
  const again = "and run this again; what was not complete is not used";
  if (error instanceof FileStoreAway)
    return `the file store cannot be used (${reason}): make its disk or bucket work ${again}`;
  if (isWithoutStorage(error) || error instanceof FileStoreFull)
    return `a disk is full, read-only or broken (${reason}): make room ${again}`;
  if (outageOf(error) === "server.busy")
    return `the database has gone away, or did not answer in time (${reason}): run this again when it does`;
  if (codeOf(error) === NO_RIGHT)
    return `the role of the database lacks a right (${reason}): a database with three roles needs all three addresses (docs/operations.md, Roles of Postgres)`;
  return null;
}
