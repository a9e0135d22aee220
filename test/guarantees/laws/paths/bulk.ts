import { startBulk } from "@/server/commands/bulk/bulk-operations";
import type { BulkAction } from "@/server/contract/conversation/bulk";
import { by, NO, type Path, type Place, type Ways } from "./path";
import { another, inSecondConversation, resolved, trashed } from "./requests";

/** Starts a bulk operation, which the worker executes. */
const inBulk = (changeOf: (place: Place) => BulkAction): Ways => {
  const target = ({ before }: Place) => ({ displayIds: before.displayIds as number[] }); // the answer of `beside`
  const inputOf = (p: Place) => ({ ...changeOf(p), target: target(p) });
  return {
    command: by(startBulk)((p) => ({
      change: changeOf(p),
      target: target(p),
      mode: "best_effort",
      timeoutS: 600,
    })),
    procedure: (p) => ({ path: "bulk.start", input: inputOf(p) }),
    v1: (p) => ({ path: "/v1/bulk-operations", body: inputOf(p) }),
    chatwoot: NO.call,
    freescout: NO.call,
    worker: NO.started,
  };
};

/** Events of the one conversation that differed; none for a repetition. */
const each = (type: Path["events"][number], command: string) => ({
  commands: ["start-bulk", "advance-bulk", command],
  ends: "bulk" as const,
  events: ["bulk.started", type, "bulk.completed", "operation.succeeded"] as const,
  again: ["bulk.started", "bulk.completed", "operation.succeeded"] as const,
});

/** Bulk operations. */
export const BULK_PATHS: readonly Path[] = [
  {
    title: "3 many in bulk, one of them unchanged",
    given: inSecondConversation(resolved),
    ways: inBulk(() => ({ action: "status", params: { signal: "resolve" } })),
    ...each("conversation.status_changed", "change-status"),
  },
  {
    title: "15 many into the trash, one of them already in it: it is not purged",
    given: inSecondConversation(trashed),
    ways: inBulk(() => ({ action: "trash", params: {} })),
    ...each("conversation.trashed", "trash-conversation"),
  },
  {
    title: "16 many out of the trash, one of them already restored",
    given: inSecondConversation(trashed),
    ways: inBulk(() => ({ action: "restore", params: {} })),
    ...each("conversation.restored", "restore-conversation"),
  },
  {
    title: "many to another inbox, one of them there already",
    given: async (place) => {
      const { inboxId } = await another(place);
      const many = await inSecondConversation((other) =>
        place.request(`/v1/conversations/${other.displayId}/move`, { inboxId }),
      )(place);
      return { ...many, inboxId };
    },
    ways: inBulk(({ before }) => ({ action: "move", params: { inboxId: Number(before.inboxId) } })),
    ...each("conversation.moved", "move-conversation"),
  },
];
