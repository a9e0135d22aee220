import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { all, another, lastOperation } from "./given";
import { at, by, change, freescout, NO, type Path, type Place, v1 } from "./path";
import { undo } from "./undone";

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
