import { codeOf, reasonOf } from "@/server/lib/process/start-failure";

/** Postgres is restarting, unreachable or out of connections: its classes 08 and 57P, 53300, or a socket error. */
const AWAY = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
/** The driver's own errors have no code. */
const DRIVER_AWAY =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/;

/** Whether an error means that the database was unreachable, rather than that it refused. */
export const isAway = (error: unknown): boolean =>
  AWAY.test(codeOf(error) ?? "") || DRIVER_AWAY.test(reasonOf(error));
