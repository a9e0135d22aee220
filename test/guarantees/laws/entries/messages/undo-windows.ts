import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage, setUndoSend, withdrawMessage } from "@/server/commands/messages/undo-send";
import { markReadUpTo, recordReceipts } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, conversation, startsSent, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { sendToGroup } from "./answers";
import { uploaded, withFiles } from "./files";

/** The message of each stage within its undo window. */
const undoable = new WeakMap<Stage, number>();
const undoableOf = (stage: Stage): number => undoable.get(stage) ?? 0;
const ofMessage = { input: (s: Stage) => ({ messageId: undoableOf(s) }) };

const send =
  (more: { resolve?: boolean; holdMs?: number } = {}) =>
  async (stage: Stage) => {
    const message = { conversation: conversation(stage), content: "In a moment", holdMs: 8_000, ...more };
    const { result } = await stage.run(sendMessage, message);
    undoable.set(stage, result.message.id);
  };
const customerWrites = (s: Stage) =>
  s.run(receiveMessage, { conversation: conversation(s), content: "Hello?" });
const reopen = (s: Stage) => s.run(changeStatus, { conversation: conversation(s), signal: "reopen" });
const itsTimeComes = async (s: Stage) => pass(s.world, 8_000);
const withdraw = (s: Stage) => s.run(withdrawMessage, { messageId: undoableOf(s) });
const byClock = { as: (s: Stage) => systemCaller(s.accountId) };

export const UNDO_WINDOW_ENTRIES: Record<string, Entry> = {
  "withdraw-message": entry(withdrawMessage)({
    cases: [
      {
        ...ofMessage,
        title: "before it leaves",
        expect: ["message.withdrawn", "conversation.updated"],
        given: send(),
      },
      {
        ...ofMessage,
        title: "with files, which can be attached again",
        expect: ["message.withdrawn", "conversation.updated"],
        given: async (s) => {
          await uploaded(s);
          const { result } = await s.run(sendMessage, { ...withFiles(s), holdMs: 8_000 });
          undoable.set(s, result.message.id);
        },
      },
      {
        ...ofMessage,
        title: "that answered a customer",
        expect: ["message.withdrawn", "conversation.updated"],
        given: all(customerWrites, send()),
      },
      {
        ...ofMessage,
        title: "with the status set with it",
        expect: ["message.withdrawn", "conversation.status_changed", "conversation.updated"],
        given: send({ resolve: true }),
      },
      {
        ...ofMessage,
        title: "of a waiting customer, with the status set with it",
        expect: ["message.withdrawn", "conversation.status_changed", "conversation.updated"],
        given: all(customerWrites, send({ resolve: true })),
      },
      {
        ...ofMessage,
        title: "after the status set with it changed again",
        expect: ["message.withdrawn", "conversation.updated"],
        given: all(send({ resolve: true }), reopen),
      },
      {
        ...ofMessage,
        title: "where messages start as sent",
        expect: ["message.withdrawn", "conversation.updated"],
        given: all(startsSent, send()),
      },
      { ...ofMessage, title: "twice", expect: "nothing", given: all(send(), withdraw) },
      {
        ...ofMessage,
        title: "that has left",
        expect: "message.already_left",
        given: all(send({ holdMs: 1_000 }), itsTimeComes),
      },
      {
        title: "that had no undo window",
        expect: "message.already_left",
        input: (s) => ({ messageId: s.outgoing.id }),
      },
      {
        ...ofMessage,
        title: "by another agent",
        expect: "message.not_yours",
        as: (s) => s.agent,
        given: send(),
      },
      { ...ofMessage, title: "in a trashed one", expect: "conversation.trashed", given: all(send(), trash) },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: send({ holdMs: 60_000 }),
        input: (_, owner) => ({ messageId: undoableOf(owner) }),
      },
    ],
  }),

  "release-message": entry(releaseMessage)({
    cases: [
      {
        ...ofMessage,
        ...byClock,
        title: "where messages start as sent",
        expect: ["message.status_changed", "message.send_requested"],
        given: all(startsSent, send(), itsTimeComes),
      },
      {
        ...ofMessage,
        ...byClock,
        title: "where messages start as sent, after the customer read the conversation",
        expect: ["message.status_changed", "message.send_requested"],
        given: all(startsSent, send(), itsTimeComes, itsTimeComes, (s) =>
          s.run(markReadUpTo, { conversation: conversation(s) }),
        ),
      },
      {
        ...ofMessage,
        ...byClock,
        title: "in a group, whose history has it from then on",
        expect: ["message.status_changed", "message.send_requested"],
        given: all(startsSent, async (s) => undoable.set(s, await sendToGroup(s)), itsTimeComes),
      },
      {
        ...ofMessage,
        title: "after a later report",
        ...byClock,
        expect: "nothing",
        given: all(startsSent, send(), itsTimeComes, (s) =>
          s.run(recordReceipts, { receipts: [{ messageId: undoableOf(s), signal: "delivered" }] }),
        ),
      },
      {
        ...ofMessage,
        ...byClock,
        title: "where messages start as pending",
        expect: ["message.send_requested"],
        given: all(send(), itsTimeComes),
      },
      {
        ...ofMessage,
        ...byClock,
        title: "before its time",
        expect: "nothing",
        given: all(startsSent, send()),
      },
      {
        ...ofMessage,
        ...byClock,
        title: "that was withdrawn",
        expect: "nothing",
        given: all(startsSent, send(), withdraw, itsTimeComes),
      },
    ],
    // The result is null if there is nothing to release.
    refusedAs: (released) => (released ? null : "message.not_found"),
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        given: all(send(), itsTimeComes),
        input: (_, owner) => ({ messageId: undoableOf(owner) }),
      },
    ],
  }),

  "set-undo-send": entry(setUndoSend)({
    cases: [
      { title: "to no time at all", expect: "nothing", as: (s) => s.agent, input: () => ({ seconds: 0 }) },
      {
        title: "for a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ seconds: 0 }),
      },
    ],
    foreign: "it is about the caller",
  }),
};
