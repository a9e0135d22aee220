import type { SenderContext } from "@/server/dialects/wukongim/context";
import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { log } from "@/server/lib/process/log";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { reasonOf } from "@/server/lib/process/start-failure";

/**
 * Reports that a backend has taken the agents' messages (`pending`, by id) that it read for a customer: they are sent from then on. In the
 * background: the answer does not wait. A reader of the account's side, or a token that may change nothing, takes none.
 */
export function reportTaken(
  { var: { services, caller } }: SenderContext,
  { pending, readerUid }: { pending: readonly number[]; readerUid: string },
): void {
  if (caller.isReadOnly || isInMaintenance() || isReservedUid(readerUid) || pending.length === 0) return;
  services.receipts
    .record(
      caller,
      pending.map((messageId) => ({ messageId, signal: "sent" })),
    )
    .catch((error: unknown) =>
      log.warn({ reason: reasonOf(error) }, "wukongim: a read could not be reported"),
    );
}
