import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import type { Stage } from "@/test/guarantees/laws/stage";

/** Messages with what a channel knows of them. */
export const RECEIVED_QUOTES = [
  {
    title: "with a quote, a place and its provider's time",
    expect: ["message.created" as const],
    input: (s: Stage) => ({
      conversation: conversation(s),
      content: "Here",
      inReplyTo: { id: s.outgoing.id },
      location: { latitude: 52.5, longitude: 13.4, name: "Café" },
      sentAt: new Date("2026-01-02T03:04:05Z"),
    }),
  },
  {
    title: "with a quote of what its provider alone knows",
    expect: ["message.created" as const],
    input: (s: Stage) => ({
      conversation: conversation(s),
      content: "Here",
      inReplyTo: { sourceId: "nobody's" },
    }),
  },
];

export const SENT_QUOTES = [
  {
    title: "with a quote",
    expect: ["message.created" as const, "message.send_requested" as const],
    input: (s: Stage) => ({
      conversation: conversation(s),
      content: "Yes",
      inReplyTo: { id: s.incoming.id },
    }),
  },
];

export const FOREIGN_QUOTE = {
  what: "message",
  scope: "account",
  expect: "message.not_found",
  input: (own: Stage, owner: Stage) => ({
    conversation: conversation(own),
    content: "x",
    inReplyTo: { id: owner.incoming.id },
  }),
} as const;
