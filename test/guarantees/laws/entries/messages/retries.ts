import { deleteMessage } from "@/server/commands/messages/delete-message";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { all, report, startsSent, stuck, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const deletedOutgoing = (s: Stage) => s.run(deleteMessage, { messageId: s.outgoing.id });

export const RETRY_ENTRIES: Record<string, Entry> = {
  "retry-message": entry(retryMessage)({
    cases: [
      {
        title: "of a failed one",
        expect: "events",
        given: report("outgoing", "failed", { error: "err123", sourceId: "p-3" }),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "where messages start as sent",
        expect: "events",
        given: all(startsSent, report("outgoing", "failed")),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "of a stuck one",
        expect: "events",
        given: stuck,
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "of a pending one",
        expect: "message.not_failed",
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "of a deleted one",
        expect: "message.deleted",
        given: all(report("outgoing", "failed"), deletedOutgoing),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "of an incoming one",
        expect: "message.no_tick",
        input: (s) => ({ messageId: s.incoming.id }),
      },
      {
        title: "in a trashed one",
        expect: "conversation.trashed",
        given: all(report("outgoing", "failed"), trash),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: report("outgoing", "failed"),
        input: (_, o) => ({ messageId: o.outgoing.id }),
      },
    ],
  }),
};
