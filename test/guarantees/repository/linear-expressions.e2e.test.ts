import { expect, test } from "vitest";
import { expressionsOfProgram, isProvedLinear } from "@/test/support/expressions";

/** Expressions for which there is no proof, each with what bounds the time that it takes. */
const ARGUED: Record<string, string> = {
  [String.raw`/[.,;:!?)\]}»”*_~]+$/u`]: "within a line of 5,000 characters, in the reader's browser",
  [String.raw`/^\s{0,3}(?:[-*•]|(\d{1,3})[.)]) +(?=\S)/`]: "anchored; each step back reads one character",
  [String.raw`/(?<=^|\s)([a-z]+)[:：](?:["“”]([^"“”]*)["“”]|(\S+))(?=\s|$)/giu`]:
    "begins at words only, and ends at the next quotation mark; one's own text in one's own browser",
  [String.raw`/\/+$/`]: "the path of a URL of 2,048 characters",
  [String.raw`/^(?=.{4,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u`]:
    "253 characters, and each label at least one of them",
  [String.raw`/^https?:\/\/([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\])([:/?#]|$)/i`]:
    "anchored, and no two of its parts match the same text; too large for the proof",
  ["/[:.#]+$/"]: "a word of a text of 1,000 characters",
  [String.raw`/^\/files\/(\d{1,15})\/(?:(\d{13})-([\w-]{43})\/)?[^/?#]+(?:\?(.*))?$/`]:
    "anchored, and no two of its parts match the same text; a URL of 16 KiB",
  [String.raw`/^[^\p{L}]+|[^\p{L}]+$/gu`]: "a password, which has 200 characters at most",
  [String.raw`/^((?:\d{1,15}-)+)([\w-]{43})$/`]: "anchored; each part ends at its hyphen",
  [String.raw`/^(?:\s+|<\?[^>]{0,1000}>|<!--[\s\S]{0,2000}?-->|<!doctype(?![^>[]*html)[^>[]{0,1000}(?:\[[^\]]{0,2000}\]\s*)?>)/i`]:
    "anchored, and its repetitions are bounded or end at the next sign",
  [String.raw`/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/`]: "the operator's own environment",
  [String.raw`/[^\s<>@]+@[^\s<>@]+/`]: "the operator's own environment",
  [String.raw`/^([0-9a-f]{64}) {2}(\S+)$/gm`]: "a file of this repository",
};

/** Expressions that are put together at run time, with what bounds the time that they take. */
const MADE: Record<string, string> = {
  "server/contract/message/markup.ts":
    "names without operators; the texts of members where it runs on the server",
  "server/contract/message/marks.ts": "repetitions of 500 characters within a line of 5,000",
  "server/dialects/freescout/json/plain-text.ts": "tags of a list, without repetitions but of one blank",
  "server/dialects/freescout/routes.ts": "anchored; parameters end at the next slash",
  "server/domain/search/search-text.ts": "one class or its complement",
  "server/http/v1/routes.ts": "anchored; parameters end at the next slash",
  "server/lib/web/direct-route.ts": "anchored; parameters end at the next slash",
};

test("regular expressions of the program take time linear in their text, or have a bound", () => {
  const { literals, made } = expressionsOfProgram();
  const argued = Object.keys(ARGUED);
  expect([...literals.keys()]).toEqual(expect.arrayContaining(argued));
  const others = [...literals.keys()].filter((expression) => !argued.includes(expression));
  expect(others.filter((expression) => !isProvedLinear(expression))).toEqual([]);
  expect([...new Set([...made.values()].flat())].sort()).toEqual(Object.keys(MADE).sort());
}, 300_000);

test.each(["/^(a+)+$/", "/(a|a)*b/", String.raw`/\s+$/`])("%s is not taken for linear", (expression) =>
  expect(isProvedLinear(expression)).toBe(false),
);
