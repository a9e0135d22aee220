import fc from "fast-check";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { findBadPageHeader } from "./page-headers";

const badOf = (headers: Record<string, string | string[]>) => findBadPageHeader({ headers } as never);
const STATE = "next-router-state-tree";

const name = fc.oneof(fc.string(), fc.constantFrom("children", "modal", "__PAGE__"));
const segment = fc.oneof(
  name,
  fc.tuple(
    name,
    name,
    fc.constantFrom("d", "c", "oc", "ci(...)", "di(..)(..)", "x"),
    fc.option(fc.array(name)),
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.tuple(segment, fc.constant({})),
    fc.tuple(
      segment,
      fc.dictionary(name, tie("tree")),
      fc.option(fc.tuple(name, name)),
      fc.constantFrom(null, "refetch"),
    ),
    fc.jsonValue(),
  ),
}));

test("each router state that is taken, Next can read", () => {
  holds(
    fc.property(tree, (state) => {
      const text = encodeURIComponent(JSON.stringify(state));
      if (badOf({ [STATE]: text }) === null)
        expect(() => parseAndValidateFlightRouterState(text)).not.toThrow();
    }),
  );
});

test.each([
  "[",
  "%5B",
  "%zz",
  "{}",
  "null",
  '["",{"children":[1,{}]}]',
  `${'["",{"a":'.repeat(500)}1`,
  "x".repeat(50_000),
])("the router state %.20s is refused", (state) => expect(badOf({ [STATE]: state })).toBe(STATE));

test.each([
  ["rsc", "2"],
  ["next-router-prefetch", "x"],
  ["next-router-segment-prefetch", "a b"],
  ["next-url", "http://other.example"],
])("%s: %s is refused", (header, text) => expect(badOf({ [header]: text })).toBe(header));
