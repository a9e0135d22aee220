import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "../../messages/en.json";
import zh from "../../messages/zh.json";
import { INBOX_GROUPS } from "./split-messages";

type Tree = { [key: string]: string | Tree };

const ROOT = join(import.meta.dirname, "..");

/** Every message by its whole key. */
function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));

/** Also where the last part of the namespace is a variable: `settings.${namespace}`. */
const DECLARATION =
  /const (\w+) = (?:await )?(?:useTranslations|getTranslations)\((?:"|`)([\w.]+(?:\$\{\w+\})?)(?:"|`)\)/g;
/** `const [params, jar, t] = await Promise.all([…, getTranslations("signIn")])` */
const IN_LIST = /(\w+)\] = await Promise\.all\(\[[^\]]*getTranslations\("([\w.]+)"\)/g;

/** The keys that a source uses, as patterns: `${…}` or a variable stands for anything. */
function usedKeys(source: string): RegExp[] {
  const declarations = [...source.matchAll(DECLARATION), ...source.matchAll(IN_LIST)];
  const calls = source.matchAll(/\b(\w+)(?:\.rich)?\(\s*(?:"([^"]*)"|`([^`]*)`|(?=(\w[\w.]*)))/g);
  return [...calls].flatMap((call) => {
    const [, name, text, template, variable] = call;
    // The nearest declaration before the call: a file may contain several components.
    const declaration = declarations
      .filter((d) => d[1] === name && d.index < call.index)
      .sort((x, y) => y.index - x.index)[0];
    if (!declaration) return [];
    const key =
      text ??
      (variable === undefined ? (template ?? "").replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "*") : "*");
    const space = (declaration[2] ?? "").replaceAll(".", "\\.").replace(/\$\{\w+\}/, "\\w+");
    return [new RegExp(`^${space}\\.${key.replaceAll(".", "\\.").replaceAll("*", ".+")}$`)];
  });
}

/** The arguments of a message: a translation must have the same. */
const argumentsOf = (message: string): string[] =>
  [
    ...new Set([...message.matchAll(/\{(\w+)(?:,|\})|<(\w+)>/g)].map(([, name, tag]) => name ?? `<${tag}>`)),
  ].sort();

const english = flatten(en);
const chinese = flatten(zh);

test("every message exists in both languages, with the same arguments", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, message] of english)
    expect([key, argumentsOf(chinese.get(key) ?? "")]).toEqual([key, argumentsOf(message)]);
});

test("no message is empty, and Chinese ones are not English", () => {
  const same = [...chinese].filter(
    ([key, message]) =>
      message === english.get(key) && /[a-z]{3}/i.test(message.replaceAll(/\{[^}]*\}/g, "")),
  );
  const isName = ["actor.system", "settings.queues.endpoint", "user.languages.en"];
  expect(same.map(([key]) => key).sort()).toEqual(isName);
  for (const [key, message] of [...english, ...chinese]) expect([key, message.trim()]).not.toEqual([key, ""]);
});

/** Words that screens do not use, each with the one that they do: `docs/glossary.md`. */
const RETIRED: Readonly<Record<"en" | "zh", readonly { word: RegExp; use: string }[]>> = {
  en: [
    { word: /\be-mails?\b|\bmails\b/i, use: "email" },
    { word: /\b(?:any|every|some|no)body\b/i, use: "anyone, everyone, someone, no one" },
    { word: /\bprograms?\b/i, use: "integration (behind an inbox), app (with a token)" },
    { word: /\b(?:send|sends|sent|sending)(?: [^\s.]+){0,2} again\b/i, use: "resend, replay or retry" },
    { word: /\bstuck\b/i, use: "unconfirmed, or no report in time" },
    { word: /\bbulk operations?\b/i, use: "bulk action" },
    { word: /\bcustom attributes?\b/i, use: "custom field" },
    { word: /\bby hand\b/i, use: "manually" },
    { word: /\b(?:is|are|was|were) told\b/i, use: "is notified" },
    { word: /\b(?:next|automatic) (?:try|tries)\b/i, use: "attempt" },
    { word: /’/, use: "'" },
    {
      word: /\b(?:mailbox|tickets?|customer service representatives?)\b/i,
      use: "inbox, conversation, agent",
    },
  ],
  zh: [
    { word: /电子邮件|电邮/, use: "邮件（邮箱）" },
    { word: /滞留/, use: "未确认，或未按时回报" },
    { word: /工单/, use: "会话" },
    { word: /坐席|座席/, use: "客服" },
    { word: /程序/, use: "集成，应用" },
    { word: /属性/, use: "字段" },
  ],
};

test("messages use the words of the glossary", () => {
  const found = (messages: Map<string, string>, words: (typeof RETIRED)["en"]) =>
    [...messages].flatMap(([key, message]) =>
      words.filter(({ word }) => word.test(message)).map(({ use }) => `${key}: ${message} → ${use}`),
    );
  expect([...found(english, RETIRED.en), ...found(chinese, RETIRED.zh)]).toEqual([]);
});

test("only the settings of an inbox use the messages that other pages do not get", () => {
  const own = join("_settings", "inbox");
  const others = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
    (name) => /(?<!\.test)\.tsx?$/.test(name) && !name.startsWith(own),
  );
  const used = new RegExp(`settings\\.(?:${INBOX_GROUPS.join("|")})\\b`);
  expect(others.length).toBeGreaterThan(400);
  expect(others.filter((name) => used.test(readFileSync(join(ROOT, name), "utf8")))).toEqual([]);
});

test("every message is used, and every used message exists", () => {
  const patterns = sourcesIn(ROOT).flatMap(usedKeys);
  const unused = [...english.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
  const missing = patterns.filter((pattern) => ![...english.keys()].some((key) => pattern.test(key)));
  expect(missing).toEqual([]);
});
