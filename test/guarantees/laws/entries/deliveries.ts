import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { idOf, made, ofInbox } from "./agent-bots";
import { AT, disabled, foreign, given } from "./endpoints";

export const DELIVERY_ENTRIES: Record<string, Entry> = {
  "test-endpoint": entry(testEndpoint)({
    cases: [
      {
        title: "a sample",
        expect: "nothing",
        given,
        input: (s) => ({ ...idOf(s), type: "contact.created" as const }),
      },
      {
        title: "an event of a conversation",
        expect: "nothing",
        given: async (s) => {
          await given(s);
          await s.world.relay();
        },
        input: (s) => ({ ...idOf(s), displayId: s.conversation.displayId }),
      },
      {
        title: "a conversation without an event of the type",
        expect: "endpoint.no_event",
        given,
        input: (s) => ({
          ...idOf(s),
          displayId: s.conversation.displayId,
          type: "conversation.purged" as const,
        }),
      },
      {
        title: "no conversation",
        expect: "conversation.not_found",
        given,
        input: (s) => ({ ...idOf(s), displayId: 9_999_999 }),
      },
      {
        title: "a disabled one",
        expect: "endpoint.disabled",
        given: disabled,
        input: (s) => ({ ...idOf(s), type: "contact.created" as const }),
      },
      { ...ofInbox, input: (s) => ({ ...idOf(s), type: "contact.created" as const }) },
      {
        title: "by an agent",
        ...forbidden,
        given,
        input: (s) => ({ ...idOf(s), type: "contact.created" as const }),
      },
    ],
    foreign: [foreign((id) => ({ ...id, type: "contact.created" as const }))],
  }),

  "replay-deliveries": entry(replayDeliveries)({
    cases: [
      {
        title: "the log after a place",
        expect: "nothing",
        given,
        input: (s) => ({ ...idOf(s), replay: { sinceSeq: 0 } }),
      },
      {
        title: "deliveries stamped within a period",
        expect: "nothing",
        given,
        input: (s) => ({ ...idOf(s), replay: { from: AT, to: new Date("2026-12-01T00:00:00.000Z") } }),
      },
      {
        title: "the rest of the deliveries stamped within a period",
        expect: "nothing",
        given,
        input: (s) => ({
          ...idOf(s),
          replay: { from: AT, to: new Date("2026-12-01T00:00:00.000Z"), sinceSeq: 1 },
        }),
      },
      {
        title: "one delivery",
        expect: "nothing",
        given,
        input: (s) => ({ ...idOf(s), replay: { deliveryId: made.get(s)?.deliveryId ?? 0 } }),
      },
      {
        title: "no delivery",
        expect: "delivery.not_found",
        given,
        input: (s) => ({ ...idOf(s), replay: { deliveryId: 9_999_999 } }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), replay: { sinceSeq: 0 } }) },
    ],
    foreign: [
      foreign((id) => ({ ...id, replay: { sinceSeq: 0 } })),
      {
        what: "delivery",
        scope: "account",
        expect: "endpoint.not_found",
        given,
        input: (_, owner) => ({ ...idOf(owner), replay: { deliveryId: made.get(owner)?.deliveryId ?? 0 } }),
      },
    ],
  }),
};
