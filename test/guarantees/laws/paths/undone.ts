import { markSpam } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { wireBegun } from "./messages";
import { action, at, by, change, freescout, NO, type Path, type Place, v1, type Ways } from "./path";
import { all, another, inApp, lastOperation, resolved, restored, trashed } from "./requests";

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

/** A new conversation of the contact in the inbox of the step before. */
const begunAgain: Ways = {
  command: by(createConversation)((p) => ({ ...asBefore(p), startedBy: "agent", orExisting: true })),
  procedure: (p) => ({ path: "conversations.start", input: asBefore(p) }),
  v1: "it refuses to begin another one",
  chatwoot: (p) => wireBegun({})({ ...p, ...asBefore(p) }),
  freescout: "it refuses to begin another one",
  worker: NO.worker,
};
const asBefore = ({ before, contactId }: Place) => ({ inboxId: Number(before.inboxId), contactId });

/** Paths that begin with a new conversation where the channel keeps one of each customer. */
export const KEPT_PATHS: readonly Path[] = [
  {
    title: "7 a new one, where the channel keeps one that is resolved",
    commands: ["create-conversation"],
    given: all(inApp, ({ before, request }) =>
      request(`/v1/conversations/${before.displayId}/status`, { signal: "resolve" }),
    ),
    ways: begunAgain,
    events: ["conversation.status_changed"],
    again: [],
  },
  {
    title: "7 the same, in the trash",
    commands: ["create-conversation"],
    given: all(inApp, ({ before, request }) => request(`/v1/conversations/${before.displayId}/trash`, {})),
    ways: begunAgain,
    events: ["conversation.restored"],
    again: [],
  },
];

const inboxId = ({ before }: Place): number => Number(before.inboxId);

/** Moves to another inbox. */
export const MOVED_PATHS: readonly Path[] = [
  {
    title: "to another inbox",
    commands: ["move-conversation"],
    given: another,
    ways: {
      command: by(moveConversation)((p) => ({ ...at(p), inboxId: inboxId(p) })),
      procedure: change("move", (p) => ({ inboxId: inboxId(p) })),
      v1: v1("move", (p) => ({ inboxId: inboxId(p) })),
      chatwoot: NO.call,
      freescout: freescout("", (p) => ({ byUser: p.userId, mailboxId: inboxId(p) })),
      worker: NO.worker,
    },
    events: ["conversation.moved"],
    again: [],
  },
  {
    title: "a move undone",
    commands: ["undo-changes"],
    given: all(async (place) => {
      const there = await another(place);
      return place.request(`/v1/conversations/${place.displayId}/move`, there);
    }, lastOperation),
    ways: undo,
    events: ["conversation.moved"],
  },
];
