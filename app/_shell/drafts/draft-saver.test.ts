import { expect, test } from "vitest";
import { chooseDraft } from "@/app/_shell/drafts/draft-saver";
import type { Text } from "@/app/_shell/unsent/records";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";

const text = (content: string): Text => ({ kind: "message", content });
const A = text("Dear Li");
const B = text("Dear Li, thank you");
const OTHER = text("Written on the phone");
const NONE = text("");

const own = (copy: Text, seen: readonly (Text | null)[], isSettled = false) => ({
  text: copy,
  seen: seen.map(fingerprintOf),
  isSettled,
});

test.each([
  ["no copy here: the server's", own(NONE, [], true), OTHER, OTHER, true],
  ["no copy here, none there", own(NONE, [], true), null, NONE, true],
  [
    "a copy that the server has, which another browser has changed since",
    own(A, [A], true),
    OTHER,
    OTHER,
    true,
  ],
  ["a copy that the server has, which was sent elsewhere", own(A, [A], true), null, NONE, true],
  ["newer than the server's, from which it was edited", own(B, [A]), A, B, false],
  ["newer than a save whose answer was lost", own(B, [null, A]), A, B, false],
  ["a save whose answer was lost, and nothing since", own(A, [null, A]), A, A, true],
  ["the first text, which the server never had", own(A, [null]), null, A, false],
  ["edited here, meanwhile sent elsewhere", own(B, [A]), null, B, false],
  [
    "edited here and elsewhere: both",
    own(B, [A]),
    OTHER,
    text("Written on the phone\nDear Li, thank you"),
    false,
  ],
  [
    "typed before the server's was known: both",
    own(A, []),
    OTHER,
    text("Written on the phone\nDear Li"),
    false,
  ],
  [
    "joined elsewhere with what was typed here: that once",
    own(A, [null]),
    text("Written on the phone\nDear Li\nSorry"),
    text("Written on the phone\nDear Li\nSorry"),
    false,
  ],
  [
    "joined here with what was written elsewhere: that once",
    own(text("Written on the phone\nDear Li"), [A]),
    OTHER,
    text("Written on the phone\nDear Li"),
    false,
  ],
  ["words within a line elsewhere: both", own(A, [null]), B, text("Dear Li, thank you\nDear Li"), false],
  ["sent or cleared here, and the server still has it", own(NONE, [A]), A, NONE, false],
  ["sent or cleared here and there", own(NONE, [A]), null, NONE, true],
  ["sent or cleared here, meanwhile written elsewhere", own(NONE, [A]), OTHER, OTHER, true],
])("%s", (_, copy, server, chosen, isSettled) => {
  expect(chooseDraft(copy, server)).toEqual({ text: chosen, isSettled });
});

test("texts that differ in kind, length or a character have different fingerprints; blank ones have none", () => {
  const texts = [A, B, { ...A, kind: "note" as const }, text("Dear Lu")];
  expect(new Set(texts.map(fingerprintOf)).size).toBe(texts.length);
  expect(fingerprintOf(text("  "))).toBe(fingerprintOf(null));
});
