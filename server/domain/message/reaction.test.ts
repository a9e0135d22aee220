import fc from "fast-check";
import { expect, test } from "vitest";
import { afterReaction } from "./reaction";

const ann = { type: "contact", id: 1 };
const ben = { type: "contact", id: 2 };
const at = (second: number) => new Date(second * 1000);

type Kept = NonNullable<ReturnType<typeof afterReaction<typeof ann>>>;

const after = (reports: { emoji: string | null; by: typeof ann; at: Date }[]): Kept =>
  reports.reduce<Kept>((kept, one) => afterReaction(kept, one) ?? kept, []);

test("a person's second reaction replaces the first one, and one of another person does not", () => {
  const kept = after([
    { emoji: "👍", by: ann, at: at(1) },
    { emoji: "🎉", by: ben, at: at(2) },
    { emoji: "❤️", by: ann, at: at(3) },
  ]);
  expect(kept.map(({ emoji, by }) => [emoji, by.id])).toEqual([
    ["🎉", 2],
    ["❤️", 1],
  ]);
});

test("the same reaction again changes nothing", () => {
  const kept = after([{ emoji: "👍", by: ann, at: at(1) }]);
  expect(afterReaction(kept, { emoji: "👍", by: ann, at: at(1) })).toBeNull();
});

test("in whatever order and however often reports come, the last one of each person counts", () => {
  const reports = fc.uniqueArray(
    fc.record({
      emoji: fc.constantFrom("👍", "❤️", null),
      by: fc.constantFrom(ann, ben),
      second: fc.integer({ min: 1, max: 50 }),
    }),
    { selector: ({ second }) => second, maxLength: 8 },
  );
  const shown = (kept: Kept) => kept.map(({ emoji, by }) => `${by.id} ${emoji}`).toSorted();
  fc.assert(
    fc.property(reports, fc.nat(), (all, seed) => {
      const reported = all.map(({ second, ...one }) => ({ ...one, at: at(second) }));
      const inOrder = reported.toSorted((a, b) => a.at.getTime() - b.at.getTime());
      const shuffled = [...reported, ...reported].toSorted(
        (a, b) => ((a.at.getTime() * (seed + 7)) % 101) - ((b.at.getTime() * (seed + 7)) % 101),
      );
      expect(shown(after(shuffled))).toEqual(shown(after(inOrder)));
    }),
  );
});
