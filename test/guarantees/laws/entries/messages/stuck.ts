import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { markOverdue, markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, report, stuck, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

const theOutgoing = { input: (s: Stage) => ({ messageIds: [s.outgoing.id] }) };
const byClock = { as: (s: Stage) => systemCaller(s.accountId) };
const itWaits = (minutes: number) => async (s: Stage) => pass(s.world, minutes * 60_000);
const waitsUpTo = (stuckAfterMinutes: number) => (s: Stage) =>
  s.run(updateInbox, { inboxId: s.inbox.id, stuckAfterMinutes });
const retry = (s: Stage) => s.run(retryMessage, { messageId: s.outgoing.id });

const sent = report("outgoing", "sent");
const days = (count: number) => itWaits(count * 1_440);
const watchedFor = (overdueAfterHours: number) => (s: Stage) =>
  s.run(updateInbox, { inboxId: s.inbox.id, overdueAfterHours });
const overdue = (s: Stage) =>
  s.world.run(markOverdue, systemCaller(s.accountId), { messageIds: [s.outgoing.id] });

export const STUCK_ENTRIES: Record<string, Entry> = {
  "mark-overdue": entry(markOverdue)({
    cases: [
      {
        ...theOutgoing,
        ...byClock,
        title: "that was sent a day ago",
        expect: ["message.overdue"],
        given: all(sent, days(1)),
      },
      {
        ...byClock,
        title: "many, of which some were sent a day ago",
        expect: ["message.overdue"],
        given: all(sent, days(1)),
        input: (s) => ({ messageIds: [s.incoming.id, s.outgoing.id] }),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was sent again, a day ago",
        expect: ["message.overdue"],
        given: all(report("outgoing", "failed"), retry, sent, days(1)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "of an inbox that allows another time",
        expect: ["message.overdue"],
        given: all(watchedFor(1), sent, itWaits(60)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "before its time",
        expect: "nothing",
        given: all(sent, itWaits(1_439)),
      },
      { ...theOutgoing, ...byClock, title: "twice", expect: "nothing", given: all(sent, days(1), overdue) },
      {
        ...theOutgoing,
        ...byClock,
        title: "of an inbox that is not watched",
        expect: "nothing",
        given: all(watchedFor(0), sent, days(9)),
      },
      { ...theOutgoing, ...byClock, title: "that is pending", expect: "nothing", given: days(1) },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was delivered",
        expect: "nothing",
        given: all(sent, report("outgoing", "delivered"), days(1)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was deleted",
        expect: "nothing",
        given: all(sent, (s) => s.run(deleteMessage, { messageId: s.outgoing.id }), days(1)),
      },
      { ...byClock, title: "none", expect: "nothing", input: () => ({ messageIds: [] }) },
    ],
    // The result lists the marked messages.
    refusedAs: (marked) => (marked.length > 0 ? null : "message.not_found"),
    foreign: [
      {
        what: "message",
        scope: "account",
        expect: "message.not_found",
        given: all(sent, days(1)),
        input: (_, owner) => ({ messageIds: [owner.outgoing.id] }),
      },
    ],
  }),

  "mark-stuck": entry(markStuck)({
    cases: [
      {
        ...theOutgoing,
        ...byClock,
        title: "that waits for too long",
        expect: ["message.stuck"],
        given: itWaits(10),
      },
      {
        ...byClock,
        title: "many, of which some wait for too long",
        expect: ["message.stuck"],
        given: itWaits(10),
        input: (s) => ({ messageIds: [s.incoming.id, s.outgoing.id] }),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was sent again, and waits for too long again",
        expect: ["message.stuck"],
        given: all(stuck, retry, itWaits(10)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "in a trashed one",
        expect: ["message.stuck"],
        given: all(trash, itWaits(10)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "of an inbox that allows another time",
        expect: ["message.stuck"],
        given: all(waitsUpTo(1), itWaits(1)),
      },
      { ...theOutgoing, ...byClock, title: "before its time", expect: "nothing", given: itWaits(9) },
      { ...theOutgoing, ...byClock, title: "twice", expect: "nothing", given: stuck },
      {
        ...theOutgoing,
        ...byClock,
        title: "of an inbox without a time limit",
        expect: "nothing",
        given: all(waitsUpTo(0), itWaits(99_999)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was reported about",
        expect: "nothing",
        given: all(report("outgoing", "failed"), itWaits(10)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was sent again since",
        expect: "nothing",
        given: all(stuck, retry, itWaits(9)),
      },
      {
        ...theOutgoing,
        ...byClock,
        title: "that was deleted",
        expect: "nothing",
        given: all((s) => s.run(deleteMessage, { messageId: s.outgoing.id }), itWaits(10)),
      },
      { ...byClock, title: "none", expect: "nothing", input: () => ({ messageIds: [] }) },
    ],
    // The result lists the marked messages.
    refusedAs: (marked) => (marked.length > 0 ? null : "message.not_found"),
    foreign: [
      {
        what: "message",
        scope: "account",
        expect: "message.not_found",
        given: itWaits(10),
        input: (_, owner) => ({ messageIds: [owner.outgoing.id] }),
      },
    ],
  }),
};
