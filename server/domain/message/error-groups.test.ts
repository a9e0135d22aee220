import { expect, test } from "vitest";
import { commonestError, type ErrorText, groupErrors } from "./error-groups";

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
