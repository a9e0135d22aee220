import { describe, expect, test } from "vitest";
import { normalisedSubject } from "@/server/domain/message/mail-subject";
import type { ThreadLookups } from "./lookups";
import { conversationIdIn, replyAddress } from "./reply-address";
import { type ThreadedMail, threadOf } from "./thread-of";

const ADDRESS = "help@example.com";
const KEY = Buffer.from("a key of the installation");
const INBOX = { address: ADDRESS, replyKey: KEY };
const DATE = new Date("2026-03-20T12:00:00Z");

/** Conversation 7 has the mail `a@x`, and one with the subject `order` from ada since 10 March. */
const LOOKUPS: ThreadLookups = {
  findConversation: async (conversationId) => (conversationId === 5 ? { conversationId } : null),
  findByMessageIds: async (ids) => (ids.includes("a@x") ? { conversationId: 7 } : null),
  findBySubject: async (sender, subject, { since, replyTo }) =>
    replyTo === "" && sender === "ada@x.example" && subject === "order" && since <= new Date("2026-03-10")
      ? { conversationId: 7 }
      : null,
};

const mail = (more: Partial<ThreadedMail>): ThreadedMail => ({
  from: "Ada@x.example",
  replyTo: "",
  recipients: [ADDRESS],
  subject: "Order",
  date: DATE,
  inReplyTo: null,
  references: [],
  ...more,
});
const NEW = { conversationId: null, by: "none" };

describe("threadOf", () => {
  test.each<[string, Partial<ThreadedMail>, object]>([
    [
      "a signed address wins over a reference",
      { recipients: [replyAddress(ADDRESS, 5, KEY)], inReplyTo: "a@x" },
      { conversationId: 5, by: "reply_address" },
    ],
    [
      "a signed address of a lost conversation falls back to the reference",
      { recipients: [replyAddress(ADDRESS, 6, KEY)], inReplyTo: "a@x" },
      { conversationId: 7, by: "reference" },
    ],
    [
      "a foreign signature is ignored",
      { recipients: [replyAddress(ADDRESS, 5, Buffer.from("b"))], subject: "x" },
      NEW,
    ],
    [
      "In-Reply-To finds the conversation",
      { inReplyTo: "a@x", subject: "Another" },
      { conversationId: 7, by: "reference" },
    ],
    [
      "any of the References finds it",
      { references: ["a@x", "b@x"] },
      { conversationId: 7, by: "reference" },
    ],
    ["an unknown reference begins a conversation in spite of its subject", { inReplyTo: "z@x" }, NEW],
    [
      "subject and sender find it without a reference",
      { subject: "AW: RE: Order" },
      { conversationId: 7, by: "subject" },
    ],
    ["another sender begins a conversation", { from: "bob@x.example" }, NEW],
    ["a mail for another customer begins a conversation", { replyTo: "bob@x.example" }, NEW],
    ["another subject begins a conversation", { subject: "Invoice" }, NEW],
    ["an empty subject begins a conversation", { subject: "Re: " }, NEW],
    ["a later mail of the same subject begins a conversation", { date: new Date("2026-04-20") }, NEW],
  ])("%s", async (_, more, decision) => {
    expect(await threadOf(mail(more), LOOKUPS, INBOX)).toEqual(decision);
  });
});

test.each([
  ["Re: AW: Hello", "hello"],
  ["回复：答复: 订单", "订单"],
  ["RE[2]: Fwd:  two  words", "two words"],
  ["Note: keep", "note: keep"],
  [`${"Re: ".repeat(1_000)}x`, "x"],
])("the subject %s is compared as %s", (subject, normalised) => {
  expect(normalisedSubject(subject)).toBe(normalised);
});

test("a reply address survives a change of case, and no change of its id", () => {
  const signed = replyAddress(ADDRESS, 1234, KEY);
  expect(conversationIdIn(signed.toUpperCase(), ADDRESS, KEY)).toBe(1234);
  expect(conversationIdIn(signed.replace("+c-ya-", "+c-yb-"), ADDRESS, KEY)).toBeNull();
  expect(conversationIdIn(signed, "other@example.com", KEY)).toBeNull();
  expect(conversationIdIn(ADDRESS, ADDRESS, KEY)).toBeNull();
});
