import { explainIgnored, type UpdateReason } from "@/server/contract/message/receipt";
import { WireError } from "@/server/dialects/chatwoot/errors";
import type { Ignored } from "@/server/domain/message/tick";

export type StatusUpdate =
  | { applied: true }
  | { applied: false; reason: "no_tick" | UpdateReason; counts_from?: string; next?: string };

/** What a report did, next to its message in the answer. */
export function statusUpdateOf(
  result: "applied" | "stale" | "no_tick" | "message.not_found",
  ignored: Ignored | null,
): StatusUpdate {
  if (result === "applied") return { applied: true };
  const why = explainIgnored({ result, ignored });
  if (!why) return { applied: false, reason: "no_tick" };
  const { reason, countsFrom, next } = why;
  return { applied: false, reason, ...(countsFrom !== undefined && { counts_from: countsFrom }), next };
}

/** The answer to a report about a message that is not there: the dialect's own, with what to do. */
export const unknownMessage = (): WireError =>
  new WireError({
    status: 404,
    body: {
      error: "Resource could not be found",
      status_update: statusUpdateOf("message.not_found", null),
    },
  });
