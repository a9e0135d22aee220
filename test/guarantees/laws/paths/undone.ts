import { markSpam } from "@/server/commands/conversations/change-status";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { all, lastOperation, resolved, restored, trashed } from "./given";
import { action, at, by, NO, type Path, type Place, v1 } from "./path";

/** Undoes an operation. */
const operation = ({ before }: Place) => ({ operationId: String(before.operationId) });
export const undo = {
  command: by(undoChanges)((p) => ({ ...at(p), ...operation(p) })),
  procedure: action("undoChanges", operation),
  v1: v1("undo", operation),
  chatwoot: NO.call,
  freescout: NO.call,
  worker: NO.worker,
};

const events = ["conversation.status_changed"] as const;

/** Paths of undo. */
export const UNDONE_PATHS: readonly Path[] = [
  {
    title: "2 marking as spam undone",
    commands: ["undo-changes"],
    ways: {
      ...undo,
      command: [by(markSpam)(at), undo.command],
      procedure: [action("markSpam"), undo.procedure],
      v1: "it marks no spam in one operation",
    },
    events: ["conversation.status_changed", "conversation.labelled"],
  },
  {
    title: "2 a status undone",
    commands: ["undo-changes"],
    given: all(resolved, lastOperation),
    ways: undo,
    events,
  },
  {
    title: "16 trashing undone",
    commands: ["undo-changes"],
    given: all(trashed, lastOperation),
    ways: undo,
    events: ["conversation.restored"],
  },
  {
    title: "14 restoring undone",
    commands: ["undo-changes"],
    given: all(trashed, restored, lastOperation),
    ways: undo,
    events: ["conversation.trashed"],
  },
];
