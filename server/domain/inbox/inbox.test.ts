import { describe, expect, test } from "vitest";
import { CHANNELS, carriesAddress, groupNameIn, hasGroups } from "./channel";
import { evolutionFindings } from "./evolution";
import { lacksTaker, REPLY_TAKERS, receivesReplies, replyTakers } from "./reply-takers";
import { findingOfStatus } from "./test-call";

describe("channel", () => {
  test.each(CHANNELS)("a source id of %s does not work in another channel", (from) => {
    for (const to of CHANNELS) if (to !== from) expect(carriesAddress(from, to)).toBe(false);
  });

  test("a phone number and an integrator's id work in another inbox; a browser's session does not", () => {
    expect(carriesAddress("evolution", "evolution")).toBe(true);
    expect(carriesAddress("api", "api")).toBe(true);
    expect(carriesAddress("widget", "widget")).toBe(false);
  });

  test.each([
    ["choir", "2:choir"],
    ["2:choir", "2:choir"],
    ["4:village", "4:village"],
    ["1:ann@bob", "1:ann@bob"],
    ["123:choir", "2:123:choir"],
    [null, "2:random"],
  ])("where clients know channels, the group %s is named %s", (given, name) => {
    expect(groupNameIn({ channel: "wukongim" }, given, () => "random")).toBe(name);
  });

  test("elsewhere a group has the name that it is given, or none", () => {
    for (const channel of CHANNELS.filter((one) => !hasGroups({ channel: one }))) {
      expect(groupNameIn({ channel }, "choir", () => "random")).toBe("choir");
      expect(groupNameIn({ channel }, null, () => "random")).toBeNull();
    }
  });
});

describe("evolution", () => {
  const inbox = {
    accountId: 3,
    name: "WhatsApp",
    callbackUrl: "http://evolution:8080/chatwoot/webhook/shop",
    callbackFormat: "chatwoot" as const,
  };

  const fine = {
    enabled: true,
    accountId: "3",
    nameInbox: "WhatsApp",
    reopenConversation: true,
    conversationPending: false,
    webhookUrl: "https://evolution.example/chatwoot/webhook/shop",
  };

  test("an instance that serves the inbox has no findings, also under another host", () => {
    expect(evolutionFindings(fine, inbox)).toEqual([]);
  });

  test.each([
    [{ conversationPending: true }, {}, ["startsPending"]],
    [{ reopenConversation: false }, {}, ["opensNew"]],
    [{ reopenConversation: false, conversationPending: true }, {}, ["startsPending", "opensNew"]],
    [{ accountId: "4" }, {}, ["otherAccount"]],
    [{ nameInbox: "Other" }, {}, ["otherInbox"]],
    [{}, { callbackUrl: null }, ["repliesElsewhere"]],
    [{}, { callbackUrl: "https://evolution.example/chatwoot/webhook/other" }, ["repliesElsewhere"]],
    [{}, { callbackFormat: "tickline" as const }, ["otherFormat"]],
    [{ enabled: false, conversationPending: true }, {}, ["disabled"]],
    [{ accountId: null, nameInbox: null, reopenConversation: null, conversationPending: null }, {}, []],
  ])("settings %j of inbox %j: %j", (settings, changed, findings) => {
    expect(evolutionFindings({ ...fine, ...settings }, { ...inbox, ...changed })).toEqual(findings);
  });
});

describe("replyTakers", () => {
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

  test("an inbox lacks a taker exactly if no fact holds; one with a sender of its own never does", () => {
    for (const channel of CHANNELS)
      for (const facts of combinations) {
        const isAny = FACTS.some((fact) => facts[fact]);
        const hasSender = ["widget", "email", "whatsapp", "evolution"].includes(channel);
        expect(lacksTaker({ channel, ...facts })).toBe(!hasSender && !isAny);
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
});

describe("test call", () => {
  test.each([
    [200, "accepted"],
    [204, "accepted"],
    [302, "redirects"],
    [308, "redirects"],
    [400, "refused"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not_found"],
    [405, "not_found"],
    [410, "not_found"],
    [422, "refused"],
    [429, "too_many"],
    [500, "server_error"],
    [503, "server_error"],
  ])("the status %i is found as %s", (status, finding) => {
    expect(findingOfStatus(status)).toBe(finding);
  });
});
