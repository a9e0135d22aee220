import { retryMessage } from "@/server/commands/messages/retry-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { type MailReportLine, recordMailReport } from "@/server/commands/receipts/record-mail-report";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { REFUSAL_CODES, type RefusalCode } from "@/server/contract/_shared/refusal";
import {
  type About,
  about,
  later,
  type More,
  report,
  stuck,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

const input = (...list: [About, ReceiptInput["signal"], More?][]) => ({
  input: (stage: Stage) => ({
    receipts: list.map(([target, signal, more]) => about(stage, target, signal, more)),
  }),
});

const codes: readonly string[] = REFUSAL_CODES;
const isCode = (result: string): result is RefusalCode => codes.includes(result);

const failedTwice = async (stage: Stage) => {
  await report("outgoing", "failed", { sourceId: "a-1" })(stage);
  await stage.run(retryMessage, { messageId: stage.outgoing.id });
};

/** The message failed as long ago, when the command runs a second later. */
const failedAgo = (ms: number) => async (stage: Stage) => {
  await report("outgoing", "failed", { error: "busy" })(stage);
  pass(stage.world, ms - 1_000);
};

const reportOn = (s: Stage, line: MailReportLine) => ({
  inboxId: s.inbox.id,
  messageId: s.outgoing.id,
  mailMessageId: "out@tickline.shop.example",
  at: new Date("2026-01-02T03:04:05Z"),
  lines: [line],
});

export const RECEIPT_ENTRIES: Record<string, Entry> = {
  "record-receipts": entry(recordReceipts)({
    cases: [
      {
        title: "delivered",
        expect: ["message.status_changed"],
        as: (s) => s.agent,
        ...input(["outgoing", "delivered"]),
      },
      {
        title: "failed with a text",
        expect: ["message.status_changed"],
        ...input(["outgoing", "failed", { error: "err123" }]),
      },
      {
        title: "another text of a failure",
        expect: ["message.updated"],
        given: report("outgoing", "failed", { error: "a" }),
        ...input(["outgoing", "failed", { error: "b" }]),
      },
      {
        title: "the same failure again",
        expect: "nothing",
        given: report("outgoing", "failed", { error: "a" }),
        ...input(["outgoing", "failed", { error: "a" }]),
      },
      {
        title: "sent again by the integrator, after a failure",
        expect: ["message.status_changed"],
        given: failedAgo(5_000),
        ...input(["outgoing", "sent", { sourceId: "a-2" }]),
      },
      {
        title: "a failure that shows that a later report was of the next attempt",
        expect: ["message.updated"],
        given: async (s) => {
          pass(s.world, 10_000);
          await report("outgoing", "sent")(s);
        },
        input: (s) => ({
          receipts: [about(s, "outgoing", "failed", { error: "late", at: later(s, -10 / 3_600) })],
        }),
      },
      {
        title: "sent too soon after the failure: a reordered one",
        expect: "nothing",
        given: failedAgo(3_000),
        ...input(["outgoing", "sent"]),
      },
      {
        title: "a stale one",
        expect: "nothing",
        given: report("outgoing", "delivered"),
        ...input(["outgoing", "sent"]),
      },
      {
        title: "many of one message, folded to one event",
        expect: ["message.status_changed"],
        ...input(
          ["outgoing", "sent"],
          ["outgoing", "read"],
          ["outgoing", "failed", { error: "x" }],
          ["incoming", "read"],
        ),
      },
      {
        title: "that teaches a source id",
        expect: ["message.status_changed"],
        ...input(["outgoing", "sent", { sourceId: "s-1" }]),
      },
      {
        title: "a stale one that teaches a source id",
        expect: ["message.updated"],
        given: report("outgoing", "read"),
        ...input(["outgoing", "sent", { sourceId: "s-2" }]),
      },
      {
        title: "that teaches an id whose receipts were parked",
        expect: ["message.status_changed"],
        given: report({ bySource: "s-3" }, "read"),
        ...input(["outgoing", "sent", { sourceId: "s-3" }]),
      },
      {
        title: "parked and taught in one batch",
        expect: ["message.status_changed"],
        ...input([{ bySource: "s-4" }, "delivered"], ["outgoing", "sent", { sourceId: "s-4" }]),
      },
      {
        title: "by source id",
        expect: ["message.status_changed"],
        given: report("outgoing", "sent", { sourceId: "s-5" }),
        ...input([{ bySource: "s-5" }, "read"]),
      },
      { title: "of an unknown source id", expect: "nothing", ...input([{ bySource: "unknown" }, "read"]) },
      {
        title: "delivered of an older attempt",
        expect: ["message.status_changed"],
        given: failedTwice,
        ...input([{ bySource: "a-1" }, "delivered"]),
      },
      {
        title: "failed of an older attempt",
        expect: "nothing",
        given: failedTwice,
        ...input([{ bySource: "a-1" }, "failed", { error: "late" }]),
      },
      {
        title: "of an attempt that does not exist",
        expect: "nothing",
        ...input(["outgoing", "read", { attempt: 7 }]),
      },
      { title: "of an incoming message", expect: "nothing", ...input(["incoming", "read"]) },
      {
        title: "of a stuck message",
        expect: ["message.unstuck", "message.status_changed"],
        given: stuck,
        ...input(["outgoing", "sent"]),
      },
      {
        title: "of a stuck message, a failure",
        expect: ["message.unstuck", "message.status_changed"],
        given: stuck,
        ...input(["outgoing", "failed", { error: "err123", sourceId: "s-6" }]),
      },
      {
        title: "of a trashed conversation",
        expect: ["message.status_changed"],
        given: trash,
        ...input(["outgoing", "read"]),
      },
      { title: "none", expect: "nothing", ...input() },
    ],
    refusedAs: (outcomes) => outcomes.map(({ result }) => result).find(isCode) ?? null,
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        input: (_, o) => ({ receipts: [about(o, "outgoing", "sent")] }),
      },
      {
        what: "message, teaching a source id",
        scope: "inbox",
        expect: "message.not_found",
        input: (_, o) => ({ receipts: [about(o, "outgoing", "sent", { sourceId: "f-1" })] }),
      },
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ receipts: [about(o, { bySource: "f-2" }, "sent")] }),
      },
    ],
  }),
  "record-mail-report": entry(recordMailReport)({
    cases: [
      {
        title: "a failure",
        expect: ["message.status_changed"],
        input: (s) => reportOn(s, { signal: "failed", error: "5.1.1 User unknown" }),
      },
      {
        title: "a failure again",
        expect: "nothing",
        given: (s) => s.run(recordMailReport, reportOn(s, { signal: "failed", error: "5.1.1" })),
        input: (s) => reportOn(s, { signal: "failed", error: "5.1.1" }),
      },
      {
        title: "a delay",
        expect: "nothing",
        input: (s) => reportOn(s, { signal: "delayed", error: "4.2.2 Mailbox full" }),
      },
      {
        title: "a delivery after a failure of a copy",
        expect: ["message.status_changed"],
        given: (s) => s.run(recordMailReport, reportOn(s, { signal: "copy_failed", error: "5.1.1" })),
        input: (s) => reportOn(s, { signal: "delivered", error: null }),
      },
      {
        title: "on a customer's message",
        expect: "nothing",
        input: (s) => ({ ...reportOn(s, { signal: "read", error: null }), messageId: s.incoming.id }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        input: (s, o) => ({
          ...reportOn(s, { signal: "delayed", error: "4.2.2" }),
          messageId: o.outgoing.id,
        }),
      },
    ],
  }),
};
