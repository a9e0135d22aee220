import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { countSteps } from "@/test/support/steps";
import { isTooDeep, JSON_DEPTH_MAX } from "./input-fault";

const levelsOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;
const nest = (value: unknown, levels: number): unknown => {
  let nested = value;
  for (let level = 0; level < levels; level += 1) nested = level % 2 === 0 ? [nested] : { '"{[\\': nested };
  return nested;
};

test("a JSON text is too deep exactly if its value has more levels than the bound", () => {
  const texts = fc.string({ unit: fc.constantFrom('"', "\\", "[", "]", "{", "}", "a", "\n", "你") });
  const value = fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts), fc.jsonValue());
  holds(
    fc.property(
      value,
      fc.integer({ min: 0, max: JSON_DEPTH_MAX + 3 }),
      fc.boolean(),
      (inner, levels, wide) => {
        const whole = nest(inner, levels);
        const text = JSON.stringify(whole, null, wide ? 1 : 0);
        expect(isTooDeep(text)).toBe(levelsOf(JSON.parse(text)) > JSON_DEPTH_MAX);
      },
    ),
  );
});

test.each([
  ["quotes behind a backslash", '\\"'],
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["levels in a text that is not closed", '"['],
])("%s cost as many steps a character in a long text as in a short one", async (_title, unit) => {
  const steps = await countSteps();
  const costOf = async (times: number) => {
    await steps.take();
    isTooDeep(`${unit.repeat(times)}\\`);
    return steps.take();
  };
  const [short, long] = [await costOf(10_000), await costOf(40_000)];
  await steps.stop();
  expect(long).toBeLessThan(5 * short);
});
