import { expect, test } from "vitest";
import en from "@/messages/en.json";
import zh from "@/messages/zh.json";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { DIAGNOSED_SETTINGS } from "@/server/contract/inbox/diagnosis";
import { ROUTES } from "@/server/http/v1/routes";
import { CALL_TEXTS, EVOLUTION_TEXTS, effectOf, TEST_CALL_TEXTS, WARNING_TEXTS } from "./diagnosis-texts";

const texts = [
  ...[WARNING_TEXTS, TEST_CALL_TEXTS, EVOLUTION_TEXTS].flatMap((of) => Object.values(of)),
  ...DIAGNOSED_SETTINGS.flatMap((setting) =>
    [null, true, false, 5, "reopen", "sent"].map((value) =>
      effectOf({ setting, value, source: "default", change: null }),
    ),
  ),
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
