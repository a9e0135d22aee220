import { createConversation } from "@/server/commands/conversations/create-conversation";
import { all, inApp } from "./given";
import { wireBegun } from "./messages";
import { by, NO, type Path, type Place, type Ways } from "./path";

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
