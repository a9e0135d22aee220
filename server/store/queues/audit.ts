import type { Tx } from "@/server/store/events/tx";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";
import { appendToAccount } from "@/server/store/members/accounts";

/** Whose queue was changed. */
type Queue =
  | { kind: "inbox"; of: { id: number; name: string } }
  | { kind: "endpoint"; of: { id: number; url: string } };

type Change = {
  what:
    | "sendsRetried"
    | "sendsDiscarded"
    | "deliveriesRetried"
    | "deliveriesDiscarded"
    | "messageChangesRetried"
    | "messageChangesDiscarded";
  count: number;
  reason?: string | null;
};

/** Writes to the audit log that the caller retried or discarded rows of a queue. */
export async function appendQueueChange(
  tx: Tx,
  queue: Queue,
  { what, count, reason = null }: Change,
): Promise<void> {
  const subject =
    queue.kind === "inbox"
      ? ({
          subject: "inbox",
          subjectId: queue.of.id,
          subjectName: queue.of.name,
          inboxId: queue.of.id,
        } as const)
      : ({ subject: "endpoint", subjectId: queue.of.id, subjectName: queue.of.url } as const);
  await appendSettingChanges(tx, subject, { [what]: { from: null, to: count } }, { reason, revertsId: null });
}

/** The same of one piece of background work. */
export const appendJobChange = (
  tx: Tx,
  {
    what,
    about,
    reason = null,
  }: { what: "jobRetried" | "jobDiscarded"; about: string; reason?: string | null },
): Promise<void> => appendToAccount(tx, { done: what, about, reason });
