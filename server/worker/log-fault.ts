import type { Logger } from "pino";
import { isWithoutStorage } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";

/** Logs the error of a loop that will try again, unless the alert about storage says it: that lasts, and loops are many. */
export function logFault(
  log: Pick<Logger, "error">,
  error: unknown,
  message: string,
  context: object = {},
): void {
  if (!isWithoutStorage(error)) log.error({ reason: reasonOf(error), ...context }, message);
}
