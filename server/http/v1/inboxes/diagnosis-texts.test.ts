import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import en from "@/messages/en.json";
import zh from "@/messages/zh.json";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import { TIMELINE_SIGNALS } from "@/server/contract/message/constants";
import { REPLY_EFFECTS } from "@/server/domain/inbox/diagnosis";
import { REPLY_TAKERS } from "@/server/domain/inbox/reply-takers";
import { ROUTES } from "@/server/http/v1/routes";
import { CALL_TEXTS, EVOLUTION_TEXTS, effectOf, TEST_CALL_TEXTS, WARNING_TEXTS } from "./diagnosis-texts";

const policies = POLICY_SETTINGS.flatMap((setting) =>
  [true, false, "reopen", "newConversation"].map((value) => effectOf({ setting, value, effect: null })),
);
const replies = REPLY_EFFECTS.map((effect) => effectOf({ setting: "stuckAfterMinutes", value: 5, effect }));
const effects = [...policies, ...replies];

test("every setting and effect of a check has a text of its own, in the API and on the screen", () => {
  expect(new Set(replies).size).toBe(REPLY_EFFECTS.length);
  expect(effects.filter((text) => text.length < 20)).toEqual([]);
  for (const [locale, messages] of [
    ["en", en],
    ["zh", zh],
  ] as const) {
    const onError = (error: Error) => {
      throw error;
    };
    const t = createTranslator({ locale, messages, namespace: "settings.check", onError });
    const words = REPLY_EFFECTS.map((effect) => t(`effect.${effect}`, { minutes: 5, seconds: 5 }));
    expect(new Set(words).size).toBe(REPLY_EFFECTS.length);
    for (const taker of REPLY_TAKERS) expect(t(`replies.taker.${taker}`)).not.toContain("taker");
    for (const signal of TIMELINE_SIGNALS) expect(t(`programs.signal.${signal}`)).not.toContain("signal");
  }
});

const texts = [
  ...[WARNING_TEXTS, TEST_CALL_TEXTS, EVOLUTION_TEXTS].flatMap((of) => Object.values(of)),
  ...effects,
  ...Object.values(CALL_TEXTS).map(({ request }) => `${request.method} ${request.path}`),
  ...[en, zh].flatMap(({ settings }) => [
    JSON.stringify(settings.check),
    JSON.stringify(settings.policy.warning),
  ]),
];
const known = new Set(ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`));

test("the texts of a check name only routes that exist, each with its method", () => {
  const named = texts.flatMap((text) => [...text.matchAll(/(?:([A-Z]+) )?(\/v1\/[\w{}/-]+)/g)]);
  expect(named.length).toBeGreaterThan(10);
  const unknown = named.filter(([, method, path]) => !known.has(`${method} ${path}`));
  expect(unknown.map(([name]) => name)).toEqual([]);
});

test("the texts of a check name only events that exist", () => {
  const types: readonly string[] = EVENT_TYPES;
  const named = texts.flatMap((text) => [...text.matchAll(/\b(?:message|conversation)\.[a-z_]+/g)]);
  expect(named.length).toBeGreaterThan(3);
  expect(named.map(([type]) => type).filter((type) => !types.includes(type))).toEqual([]);
});
