import { startBulk } from "@/server/commands/bulk/start-bulk";
import type { BulkAction } from "@/server/contract/bulk/bulk";
import { another, inSecondConversation, resolved, trashed } from "./given";
import { by, NO, type Path, type Place, type Ways } from "./path";

/** A change of many, from its acceptance; the worker does it. */
const inBulk = (changeOf: (place: Place) => BulkAction): Ways => {
  const target = ({ before }: Place) => ({ displayIds: before.displayIds as number[] }); // as `beside` answers
  const asked = (p: Place) => ({ ...changeOf(p), target: target(p) });
  return {
    command: by(startBulk)((p) => ({
      change: changeOf(p),
      target: target(p),
      mode: "best_effort",
      timeoutS: 600,
    })),
    action: NO.action,
    procedure: (p) => ({ path: "bulk.start", input: asked(p) }),
    v1: (p) => ({ path: "/v1/bulk-operations", body: asked(p) }),
    chatwoot: NO.call,
    freescout: NO.call,
    worker: NO.asked,
  };
};

/** Told of the one that was not yet as wanted, and of none the second time. */
const each = (type: Path["told"][number], command: string) => ({
  commands: ["start-bulk", "advance-bulk", command],
  ends: "bulk" as const,
  told: ["bulk.started", type, "bulk.completed", "operation.succeeded"] as const,
  again: ["bulk.started", "bulk.completed", "operation.succeeded"] as const,
});

/** Many at once. */
export const BULK_PATHS: readonly Path[] = [
  {
    title: "3 many at once, one of them as wanted already",
    given: inSecondConversation(resolved),
    ways: inBulk(() => ({ action: "status", params: { signal: "resolve" } })),
    ...each("conversation.status_changed", "change-status"),
  },
  {
    title: "15 many into the trash, one of them there already: it is not deleted for ever",
    given: inSecondConversation(trashed),
    ways: inBulk(() => ({ action: "trash", params: {} })),
    ...each("conversation.trashed", "trash-conversation"),
  },
  {
    title: "16 many out of the trash, one of them out already",
    given: inSecondConversation(trashed),
    ways: inBulk(() => ({ action: "restore", params: {} })),
    ...each("conversation.restored", "restore-conversation"),
  },
  {
    title: "many to another inbox, one of them there already",
    given: async (place) => {
      const { inboxId } = await another(place);
      const many = await inSecondConversation((other) =>
        place.ask(`/v1/conversations/${other.displayId}/move`, { inboxId }),
      )(place);
      return { ...many, inboxId };
    },
    ways: inBulk(({ before }) => ({ action: "move", params: { inboxId: Number(before.inboxId) } })),
    ...each("conversation.moved", "move-conversation"),
  },
];
