import { deleteMessage } from "@/server/commands/messages/edit-message";
import {
  dismissMessage,
  markDelivered,
  undismissMessage,
} from "@/server/commands/messages/undelivered-messages";
import { all, report, stuck, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const reason = "Answered by phone";
const outgoing = { input: (s: Stage) => ({ messageId: s.outgoing.id }) };
const outgoingFor = { input: (s: Stage) => ({ messageId: s.outgoing.id, reason }) };
const failed = report("outgoing", "failed", { error: "131026" });
const dismissed = (s: Stage) => s.run(dismissMessage, { messageId: s.outgoing.id, reason });
const deleted = (s: Stage) => s.run(deleteMessage, { messageId: s.outgoing.id });

const foreign = { what: "message", scope: "inbox", expect: "message.not_found", given: failed } as const;

export const UNDELIVERED_ENTRIES: Record<string, Entry> = {
  "mark-delivered": entry(markDelivered)({
    cases: [
      { ...outgoing, title: "of a failed one", expect: ["message.status_changed"], given: failed },
      {
        ...outgoing,
        title: "of a stuck one",
        expect: ["message.unstuck", "message.status_changed"],
        given: stuck,
      },
      {
        ...outgoing,
        title: "of a dismissed one",
        expect: ["message.status_changed"],
        given: all(failed, dismissed),
      },
      {
        ...outgoing,
        title: "of one that arrived",
        expect: "nothing",
        given: report("outgoing", "delivered"),
      },
      { ...outgoing, title: "of a pending one", expect: "message.not_failed" },
      { ...outgoing, title: "of a deleted one", expect: "message.deleted", given: all(failed, deleted) },
      {
        title: "of an incoming one",
        expect: "message.no_tick",
        input: (s) => ({ messageId: s.incoming.id }),
      },
      { ...outgoing, title: "in a trashed one", expect: "conversation.trashed", given: all(failed, trash) },
    ],
    foreign: [{ ...foreign, input: (_, o) => ({ messageId: o.outgoing.id }) }],
  }),
  "dismiss-message": entry(dismissMessage)({
    cases: [
      { ...outgoingFor, title: "of a failed one", expect: ["message.updated"], given: failed },
      { ...outgoingFor, title: "of a stuck one", expect: ["message.updated"], given: stuck },
      { ...outgoingFor, title: "twice", expect: "nothing", given: all(failed, dismissed) },
      { ...outgoingFor, title: "of a pending one", expect: "message.not_failed" },
      { ...outgoingFor, title: "of a deleted one", expect: "message.deleted", given: all(failed, deleted) },
      {
        title: "of an incoming one",
        expect: "message.no_tick",
        input: (s) => ({ messageId: s.incoming.id, reason }),
      },
      {
        ...outgoingFor,
        title: "in a trashed one",
        expect: "conversation.trashed",
        given: all(failed, trash),
      },
    ],
    foreign: [{ ...foreign, input: (_, o) => ({ messageId: o.outgoing.id, reason }) }],
  }),
  "undismiss-message": entry(undismissMessage)({
    cases: [
      {
        ...outgoing,
        title: "of a dismissed one",
        expect: ["message.updated"],
        given: all(failed, dismissed),
      },
      { ...outgoing, title: "of a failed one", expect: "nothing", given: failed },
      { ...outgoing, title: "of a deleted one", expect: "message.deleted", given: all(failed, deleted) },
      {
        title: "of an incoming one",
        expect: "message.no_tick",
        input: (s) => ({ messageId: s.incoming.id }),
      },
      {
        ...outgoing,
        title: "in a trashed one",
        expect: "conversation.trashed",
        given: all(failed, dismissed, trash),
      },
    ],
    foreign: [{ ...foreign, given: all(failed, dismissed), input: (_, o) => ({ messageId: o.outgoing.id }) }],
  }),
};
