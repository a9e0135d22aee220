import type { Random } from "@/server/setup/demo/random";

const SQL = [
  "' or '1'='1",
  "1; drop table conversation; --",
  "1' union select secret_hash::text from api_token --",
  "') or pg_sleep(10) --",
  "1) order by 1000--",
  '"; select 1; --',
  "$1",
  "%' escape '",
  "\\'; vacuum; --",
];
const SCRIPTS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "javascript:alert(1)",
  "{{7*7}}<%= 7*7 %>#{7*7}",
  "[x](javascript:alert(1))",
];
const PATHS = [
  "../../../../etc/passwd",
  "..%2f..%2f..%2fetc%2fpasswd",
  "..\\..\\boot.ini",
  "%2e%2e%2f",
  "/etc/passwd%00.png",
  ".",
  "..",
  "%",
  "%zz",
  "%c0%ae%c0%ae",
  "%ff",
  "//example.com",
];
const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "__defineGetter__",
  "$where",
  "valueOf",
];
const NUMBERS = [
  "0",
  "-1",
  "1.5",
  "1e309",
  "-0",
  "NaN",
  "Infinity",
  "0x10",
  "007",
  "2147483648",
  "9007199254740993",
  "9223372036854775808",
  "99999999999999999999999999",
  " 1",
  "+1",
  "１",
];
const CHARACTERS = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff x",
  "\u202e\u2066evil",
  "\r\nSet-Cookie: a=b",
  "\u007f\u0080\u009f",
  "\ufeff",
  "𝕳𝖊𝖑𝖑𝖔",
  "é".normalize("NFD"),
  "👩‍👩‍👧‍👦".repeat(20),
  "\u0301".repeat(300),
];
const TIMES = [
  "0000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "9999-12-31T23:59:59+14:00",
  "2026-02-30T00:00:00Z",
  "-000001-01-01T00:00:00Z",
];
const LONG = ["a".repeat(5_000), " ".repeat(3_000), "é".repeat(2_000), "[".repeat(1_500), "a,".repeat(1_500)];
const ODD = ["", " ", "null", "undefined", "true", "[object Object]", "[]", "{}", "*", "\\", "'", '"', ","];

/** Texts of every kind that has broken some program. */
export const hostileText = (random: Random): string =>
  random.pick(random.pick([SQL, SCRIPTS, PATHS, NAMES, NUMBERS, CHARACTERS, TIMES, ODD, LONG]));

export const hostileName = (random: Random): string =>
  random.pick(random.pick([NAMES, NAMES, SQL, CHARACTERS, ODD]));

/** JSON that no schema asks for: wrong types, extreme numbers, names of prototypes, deep and wide values. */
export function hostileValue(random: Random, depth = 0): unknown {
  const kind = random.weighted({ text: 8, number: 3, plain: 3, list: 2, names: 2, deep: 1, wide: 1 });
  if (kind === "text") return hostileText(random);
  if (kind === "number")
    return random.pick([0, -1, 1.5, 1e300, -1e300, 2 ** 31, 2 ** 53, 2 ** 63, Number.MIN_VALUE]);
  if (kind === "plain") return random.pick([null, true, false, [], {}, [[]], [null], { a: {} }]);
  if (depth > 2) return null;
  if (kind === "list")
    return Array.from({ length: random.between(1, 4) }, () => hostileValue(random, depth + 1));
  if (kind === "deep") return deep(random.between(10, 300));
  if (kind === "wide") return Array.from({ length: random.between(100, 3_000) }, (_, at) => at);
  const names = Array.from({ length: random.between(1, 3) }, () => hostileName(random));
  return Object.fromEntries(names.map((name) => [name, hostileValue(random, depth + 1)]));
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** `base` with some of its values replaced, removed or doubled, and strange names added. */
export function damage(random: Random, base: unknown): unknown {
  if (random.isLikely(0.15) || typeof base !== "object" || base === null) return hostileValue(random);
  if (Array.isArray(base)) return base.map((item) => (random.isLikely(0.5) ? damage(random, item) : item));
  const entries = Object.entries(base).flatMap(([name, value]): [string, unknown][] => {
    if (random.isLikely(0.05)) return [];
    return [[name, random.isLikely(0.35) ? damage(random, value) : value]];
  });
  if (random.isLikely(0.2)) entries.push([hostileName(random), hostileValue(random)]);
  return Object.fromEntries(entries);
}

const CONTENT_TYPES = [
  "application/json; charset=utf-16",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "application/xml",
  "application/json/json",
  "",
  "text/x-component",
];

/** A content type, and a body that may not fit it. `json`: what the route could expect. */
export function hostileBody(random: Random, json: unknown): { type: string; body: string } {
  const text = JSON.stringify(json) ?? "";
  const kind = random.weighted({ json: 12, type: 2, cut: 2, form: 3, multipart: 1, bytes: 1, bare: 1 });
  const type = "application/json";
  if (kind === "json") return { type, body: text };
  if (kind === "type") return { type: random.pick(CONTENT_TYPES), body: text };
  if (kind === "cut") return { type, body: text.slice(0, random.between(0, text.length)) };
  if (kind === "bytes") return { type, body: `${hostileText(random)}\u0000${hostileText(random)}` };
  if (kind === "bare") return { type, body: `{"__proto__":{"role":"administrator"},${text.slice(1)}` };
  if (kind === "form") return { type: "application/x-www-form-urlencoded", body: formOf(random, json) };
  const part = `Content-Disposition: form-data; name="${hostileName(random).replaceAll(/[\r\n"]/g, "")}"`;
  const end = random.isLikely(0.5) ? "--x--\r\n" : "";
  return {
    type: "multipart/form-data; boundary=x",
    body: `--x\r\n${part}\r\n\r\n${hostileText(random)}\r\n${end}`,
  };
}

function formOf(random: Random, json: unknown): string {
  const names = Object.keys(Object(json));
  const pairs = Array.from({ length: random.between(1, 6) }, () => {
    const name = names.length > 0 && random.isLikely(0.7) ? random.pick(names) : hostileName(random);
    const suffix = random.pick(["", "", "[]", "[a]", "[__proto__]", "[0][b]", "[", "]["]);
    return `${encode(name)}${suffix}=${encode(hostileText(random))}`;
  });
  return pairs.join("&");
}

/** Like encodeURIComponent, for lone surrogates too. */
export const encode = (text: string): string =>
  encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd"));
