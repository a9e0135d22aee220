import { expect, test } from "vitest";
import { CHANNELS } from "./channel";
import { lacksTaker, REPLY_TAKERS, receivesReplies, replyTakers } from "./reply-takers";

const FACTS = ["hasCallback", "hasWebhook", "hasBot", "hasSocket", "hasReporter"] as const;
type Facts = Record<(typeof FACTS)[number], boolean>;

/** Every combination of the facts. */
const combinations: Facts[] = Array.from({ length: 2 ** FACTS.length }, (_, bits) => {
  const has = (fact: (typeof FACTS)[number]) => (bits & (1 << FACTS.indexOf(fact))) !== 0;
  return {
    hasCallback: has("hasCallback"),
    hasWebhook: has("hasWebhook"),
    hasBot: has("hasBot"),
    hasSocket: has("hasSocket"),
    hasReporter: has("hasReporter"),
  };
});

test("the takers of an inbox are named by exactly the facts that hold, in every combination", () => {
  for (const facts of combinations)
    expect(replyTakers(facts)).toEqual(REPLY_TAKERS.filter((_, i) => facts[FACTS[i] ?? "hasCallback"]));
});

test("an inbox lacks a taker exactly if no fact holds; a widget never does", () => {
  for (const channel of CHANNELS)
    for (const facts of combinations) {
      const isAny = FACTS.some((fact) => facts[fact]);
      expect(lacksTaker({ channel, ...facts })).toBe(channel !== "widget" && !isAny);
    }
});

test.each([
  ["tickline", ["*"], true],
  ["tickline", ["message.send_requested"], true],
  ["tickline", ["message.created", "message.created/out", "conversation.created"], false],
  ["thin", ["message.send_requested"], true],
  ["thin", ["message.created"], false],
  ["chatwoot", ["message.created"], true],
  ["chatwoot", ["message.created/out"], true],
  ["chatwoot", ["message.created/in", "conversation.created"], false],
  ["chatwoot", ["message.send_requested"], false],
  ["freescout", ["message.created/out"], true],
  ["freescout", ["message.created/in", "note.created"], false],
  ["wukongim", ["message.created"], true],
  ["wukongim_offline", ["*"], true],
  ["wukongim_status", ["*"], false],
])("an endpoint in the format %s that subscribes to %j hears of replies: %s", (format, types, hears) => {
  expect(receivesReplies({ format, types })).toBe(hears);
});
