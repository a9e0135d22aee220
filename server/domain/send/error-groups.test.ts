import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { commonestError, type ErrorText, errorFingerprint, groupErrors } from "./error-groups";

const failure = (n: number, error: string | null, more: Partial<ErrorText> = {}): ErrorText => ({
  error,
  attempts: 1,
  open: 1,
  newestAt: new Date(n * 60_000),
  messageId: n,
  inboxIds: [1],
  ...more,
});

test("thirty failures with an id in the text are one row with the newest three texts", () => {
  const texts = Array.from({ length: 30 }, (_, n) => failure(n, `131026: Message ${n} undeliverable`));
  expect(groupErrors(texts, 50)).toEqual([
    {
      error: "131026: Message … undeliverable",
      attempts: 30,
      open: 30,
      newestAt: new Date(29 * 60_000),
      inboxIds: [1],
      examples: [29, 28, 27].map((n) => ({
        error: `131026: Message ${n} undeliverable`,
        messageId: n,
        at: new Date(n * 60_000),
      })),
    },
  ]);
});

test("groups are sorted by their number, then by the newest failure; those without a text are a group", () => {
  const texts = [
    failure(1, "A"),
    failure(2, null),
    failure(3, "B", { attempts: 2, open: 0, inboxIds: [2] }),
    failure(4, "B", { inboxIds: [1] }),
  ];
  const rows = groupErrors(texts, 50).map(({ error, attempts, open, inboxIds }) => [
    error,
    attempts,
    open,
    inboxIds,
  ]);
  expect(rows).toEqual([
    ["B", 3, 1, [1, 2]],
    [null, 1, 1, [1]],
    ["A", 1, 1, [1]],
  ]);
  expect(groupErrors(texts, 2)).toHaveLength(2);
});

test("the commonest error is the one of most failures, however their ids differ", () => {
  expect(commonestError([])).toBeNull();
  expect(commonestError(["Timeout", "131026: 1 failed", "131026: 2 failed"])).toBe("131026: … failed");
});

test.each([
  ["131026: Message undeliverable", "131026: Message undeliverable"],
  [
    "(#131030) Recipient phone number not in allowed list",
    "(#131030) Recipient phone number not in allowed list",
  ],
  ["Error code 131047: Re-engagement message", "Error code 131047: Re-engagement message"],
  ["HTTP 502 from 10.0.0.17:8080", "HTTP 502 from …"],
  [
    "500 Internal Server Error (request 9f1c2e77-1b7a-4f0e-9a53-0f7e4c0f7a11)",
    "500 Internal Server Error (request …)",
  ],
  ["No WhatsApp account for +49 151 2345678", "No WhatsApp account for …"],
  ["Template 'order_shipped_v2' does not exist", "Template … does not exist"],
  ['Unknown recipient "ada@example.com".', "Unknown recipient …."],
  ["It's not the customer's number", "It's not the customer's number"],
  ["Timed out after 30000 ms", "Timed out after … ms"],
  ["GET https://graph.example.com/v19.0/4711 failed", "GET … failed"],
  ["trace=AbCdEf123 rate limit hit", "trace=… rate limit hit"],
  ["错误码 131026：号码“8613800000000”未注册", "错误码 131026：号码…未注册"],
  ["余额不足，订单4711无法发送", "余额不足，订单…无法发送"],
  ["  spaces\n and\tlines ", "spaces and lines"],
  ["", ""],
])("the fingerprint of %j is %j", (text, fingerprint) => {
  expect(errorFingerprint(text)).toBe(fingerprint);
});

test("thirty failures that differ by an id, a time and a quoted name have one fingerprint", () => {
  const texts = Array.from(
    { length: 30 },
    (_, n) =>
      `131026: Message ${4_711 + n} for "Customer ${n}" undeliverable at 12:00:${n + 10} (wamid.HBgLNDk${n}FQ${"=".repeat(n % 3)})`,
  );
  expect(new Set(texts.map(errorFingerprint))).toEqual(
    new Set(["131026: Message … for … undeliverable at … (…)"]),
  );
});

test("different codes have different fingerprints", () => {
  expect(errorFingerprint("131026: failed")).not.toBe(errorFingerprint("131047: failed"));
});

test("a fingerprint is its own fingerprint's parts, in order, of any text", () => {
  holds(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      let at = 0;
      const read = text.slice(0, 1_000).replace(/\s+/g, " ");
      for (const part of errorFingerprint(text)
        .split("…")
        .map((one) => one.trim())) {
        const found = read.indexOf(part, at);
        expect(found).toBeGreaterThanOrEqual(0);
        at = found + part.length;
      }
    }),
  );
});

test("the work grows with the length of the text, also of hostile ones", () => {
  for (const part of ['"', "'", "`", "“", "1", "a'", "(", " ", "…", "a1 "]) {
    const text = part.repeat(1_000_000);
    expect(errorFingerprint(text).length).toBeLessThanOrEqual(1_000);
  }
});
