import { codeOf, reasonOf } from "@/server/lib/process/start-failure";

/** Postgres is restarting, unreachable or out of connections: its classes 08 and 57P, 53300, or a socket error. */
const AWAY = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
/** The driver's own errors have no code. */
const DRIVER_AWAY =
  /^(Connection terminated|Query read timeout|timeout e(xceeded|xpired)|Client (has encountered a connection error|was closed) and is not queryable)/;

/** The statement's time was over. */
const TIMED_OUT = "57014";
/** A lock was not free in time. */
const LOCKED = "55P03";

/**
 * The disk is full (53100, or a limit of it, 53400), cannot be read or written (58030), or the database is read-only
 * (25006): Postgres' codes, and the system's.
 */
const NO_STORAGE = /^(53100|53400|58030|25006|ENOSPC|EDQUOT|EROFS)$/;

/** Whether an error means that the database was unreachable, rather than that it refused. */
export const isAway = (error: unknown): boolean =>
  AWAY.test(codeOf(error) ?? "") || DRIVER_AWAY.test(reasonOf(error));

/** Whether an error means that nothing can be stored now. */
export const isWithoutStorage = (error: unknown): boolean => NO_STORAGE.test(codeOf(error) ?? "");

/** Whether an error means that nothing else in the database works now either. */
export const isDatabaseOut = (error: unknown): boolean => isAway(error) || isWithoutStorage(error);

/** Whether an error means that somebody else held a lock for too long. */
export const isLocked = (error: unknown): boolean => codeOf(error) === LOCKED;

/** The refusal code of an error that lies in the server's surroundings and passes by itself; null for any other error. */
export function outageOf(error: unknown): "server.busy" | "storage.unavailable" | null {
  if (isWithoutStorage(error)) return "storage.unavailable";
  return isAway(error) || isLocked(error) || codeOf(error) === TIMED_OUT ? "server.busy" : null;
}
