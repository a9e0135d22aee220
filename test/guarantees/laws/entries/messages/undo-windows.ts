import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { releaseMessage } from "@/server/commands/messages/release-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { setUndoSend } from "@/server/commands/messages/set-undo-send";
import { withdrawMessage } from "@/server/commands/messages/withdraw-message";
import { markReadUpTo } from "@/server/commands/receipts/mark-read-up-to";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, conversation, startsSent, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

/** The message that each stage holds back. */
const held = new WeakMap<Stage, number>();
const heldOf = (stage: Stage): number => held.get(stage) ?? 0;
const theHeld = { input: (s: Stage) => ({ messageId: heldOf(s) }) };

const send =
  (more: { resolve?: boolean; holdMs?: number } = {}) =>
  async (stage: Stage) => {
    const message = { conversation: conversation(stage), content: "In a moment", holdMs: 8_000, ...more };
    const { result } = await stage.run(sendMessage, message);
    held.set(stage, result.message.id);
  };
const customerWrites = (s: Stage) =>
  s.run(receiveMessage, { conversation: conversation(s), content: "Hello?" });
const reopen = (s: Stage) => s.run(changeStatus, { conversation: conversation(s), signal: "reopen" });
const itsTimeComes = async (s: Stage) => pass(s.world, 8_000);
const withdraw = (s: Stage) => s.run(withdrawMessage, { messageId: heldOf(s) });
const byClock = { as: (s: Stage) => systemCaller(s.accountId) };

export const UNDO_WINDOW_ENTRIES: Record<string, Entry> = {
  "withdraw-message": entry(withdrawMessage)({
    cases: [
      { ...theHeld, title: "before it leaves", expect: "events", given: send() },
      { ...theHeld, title: "that answered a customer", expect: "events", given: all(customerWrites, send()) },
      { ...theHeld, title: "with the status set with it", expect: "events", given: send({ resolve: true }) },
      {
        ...theHeld,
        title: "of a waiting customer, with the status set with it",
        expect: "events",
        given: all(customerWrites, send({ resolve: true })),
      },
      {
        ...theHeld,
        title: "after the status set with it changed again",
        expect: "events",
        given: all(send({ resolve: true }), reopen),
      },
      { ...theHeld, title: "where messages start as sent", expect: "events", given: all(startsSent, send()) },
      { ...theHeld, title: "twice", expect: "nothing", given: all(send(), withdraw) },
      {
        ...theHeld,
        title: "that has left",
        expect: "message.already_left",
        given: all(send({ holdMs: 1_000 }), itsTimeComes),
      },
      {
        title: "that was never held",
        expect: "message.already_left",
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        ...theHeld,
        title: "by another agent",
        expect: "message.not_yours",
        as: (s) => s.agent,
        given: send(),
      },
      { ...theHeld, title: "in a trashed one", expect: "conversation.trashed", given: all(send(), trash) },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: send({ holdMs: 60_000 }),
        input: (_, owner) => ({ messageId: heldOf(owner) }),
      },
    ],
  }),

  "release-message": entry(releaseMessage)({
    cases: [
      {
        ...theHeld,
        ...byClock,
        title: "where messages start as sent",
        expect: "events",
        given: all(startsSent, send(), itsTimeComes),
      },
      {
        ...theHeld,
        ...byClock,
        title: "where messages start as sent, after the customer looked",
        expect: "events",
        given: all(startsSent, send(), itsTimeComes, itsTimeComes, (s) =>
          s.run(markReadUpTo, { conversation: conversation(s) }),
        ),
      },
      {
        ...theHeld,
        ...byClock,
        title: "of which a later report came first",
        expect: "nothing",
        given: all(startsSent, send(), itsTimeComes, (s) =>
          s.run(recordReceipts, { receipts: [{ messageId: heldOf(s), signal: "delivered" }] }),
        ),
      },
      {
        ...theHeld,
        ...byClock,
        title: "where messages start as pending",
        expect: "nothing",
        given: all(send(), itsTimeComes),
      },
      { ...theHeld, ...byClock, title: "before its time", expect: "nothing", given: all(startsSent, send()) },
      {
        ...theHeld,
        ...byClock,
        title: "that was withdrawn",
        expect: "nothing",
        given: all(startsSent, send(), withdraw, itsTimeComes),
      },
    ],
    // It answers null when there is nothing to let go.
    refusedAs: (released) => (released ? null : "message.not_found"),
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: all(send(), itsTimeComes),
        input: (_, owner) => ({ messageId: heldOf(owner) }),
      },
    ],
  }),

  "set-undo-send": entry(setUndoSend)({
    cases: [
      { title: "to no time at all", expect: "nothing", as: (s) => s.agent, input: () => ({ seconds: 0 }) },
      {
        title: "for a caller who is no user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ seconds: 0 }),
      },
    ],
    foreign: "it is about the caller",
  }),
};
