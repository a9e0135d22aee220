import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { cancelRetry, retryAutomatically, retryMessage } from "@/server/commands/messages/retry-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, report, startsSent, stuck, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

const deletedOutgoing = (s: Stage) => s.run(deleteMessage, { messageId: s.outgoing.id });

const theOutgoing = { input: (s: Stage) => ({ messageId: s.outgoing.id }) };
const automatic = { ...theOutgoing, as: (s: Stage) => systemCaller(s.accountId) };
const retry = (s: Stage) => s.run(retryMessage, { messageId: s.outgoing.id });
const cancel = (s: Stage) => s.run(cancelRetry, { messageId: s.outgoing.id });
const retryDue = (s: Stage) => s.run(retryAutomatically, { messageId: s.outgoing.id });
const anHour = async (s: Stage) => pass(s.world, 3_600_000);
const busy = report("outgoing", "failed", { error: "(#131016) Service unavailable" });
const due = all(busy, anHour);
const switchedOff = (s: Stage) => s.run(updateInbox, { inboxId: s.inbox.id, autoRetry: false });
const withProgram = (s: Stage) =>
  s.run(updateInbox, { inboxId: s.inbox.id, callbackUrl: "http://127.0.0.1:9/send" });

export const RETRY_ENTRIES: Record<string, Entry> = {
  "retry-message": entry(retryMessage)({
    cases: [
      {
        title: "of a failed one",
        expect: ["message.status_changed", "message.send_requested"],
        given: report("outgoing", "failed", { error: "err123", sourceId: "p-3" }),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "where messages start as sent",
        expect: ["message.status_changed", "message.send_requested"],
        given: all(startsSent, report("outgoing", "failed")),
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        title: "of a stuck one",
        expect: ["message.unstuck", "message.updated", "message.send_requested"],
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
  "retry-automatically": entry(retryAutomatically)({
    cases: [
      {
        ...automatic,
        title: "of a due one",
        expect: ["message.status_changed", "message.send_requested"],
        given: due,
      },
      {
        ...automatic,
        title: "that another person's retry precedes",
        expect: ["message.status_changed", "message.send_requested"],
        given: all(report("outgoing", "failed"), retry, due),
      },
      {
        ...automatic,
        title: "of an inbox with a program",
        expect: ["message.status_changed"],
        given: all(withProgram, due),
      },
      {
        ...automatic,
        title: "in an inbox that is switched off meanwhile, whose plan ends",
        expect: ["message.updated"],
        given: all(busy, switchedOff),
      },
      {
        ...automatic,
        title: "in a trashed one, whose plan ends",
        expect: ["message.updated"],
        given: all(due, trash),
      },
      { ...automatic, title: "before its time", expect: "nothing", given: busy },
      { ...automatic, title: "twice", expect: "nothing", given: all(due, retryDue) },
      { ...automatic, title: "of a cancelled one", expect: "nothing", given: all(due, cancel) },
      {
        ...automatic,
        title: "of one that arrived",
        expect: "nothing",
        given: all(due, report("outgoing", "delivered")),
      },
      {
        ...automatic,
        title: "of one with a permanent failure",
        expect: "nothing",
        given: all(report("outgoing", "failed", { error: "131026" }), anHour),
      },
      {
        ...automatic,
        title: "of a deleted one",
        expect: "nothing",
        given: all(due, deletedOutgoing),
      },
      {
        as: (s) => systemCaller(s.accountId),
        title: "of an incoming one",
        expect: "nothing",
        input: (s) => ({ messageId: s.incoming.id }),
      },
    ],
    refusedAs: (retried) => (retried === null ? "message.not_found" : null),
    foreign: [
      {
        what: "message",
        scope: "account",
        expect: "message.not_found",
        given: due,
        input: (_, o) => ({ messageId: o.outgoing.id }),
      },
    ],
  }),
  "cancel-retry": entry(cancelRetry)({
    cases: [
      { ...theOutgoing, title: "of a planned one", expect: ["message.updated"], given: busy },
      { ...theOutgoing, title: "twice", expect: "nothing", given: all(busy, cancel) },
      {
        ...theOutgoing,
        title: "of one with a permanent failure",
        expect: "nothing",
        given: report("outgoing", "failed", { error: "131026" }),
      },
      {
        title: "of an incoming one",
        expect: "nothing",
        input: (s) => ({ messageId: s.incoming.id }),
      },
      { ...theOutgoing, title: "in a trashed one", expect: "conversation.trashed", given: all(busy, trash) },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: busy,
        input: (_, o) => ({ messageId: o.outgoing.id }),
      },
    ],
  }),
};
