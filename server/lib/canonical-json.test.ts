import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { canonicalJson } from "./canonical-json";

const text = fc.string({ unit: "grapheme", maxLength: 80 });

test("any JSON is written as by the reference implementation of RFC 8785, and parses to the same value", () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, false, 0, -0, 1e21, 1e-7, 2 ** 53),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      text,
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(text, tie("value"), { maxKeys: 6, noNullPrototype: true }),
    ),
  }));
  holds(
    fc.property(value, (input) => {
      const written = canonicalJson(input);
      expect(written).toBe(canonicalize(input));
      expect(canonicalJson(JSON.parse(written))).toBe(written);
    }),
  );
});

test("every character is written as by JSON.stringify", () => {
  for (let code = 0; code <= 0xffff; code++) {
    const input = String.fromCharCode(code);
    if (!/\p{Surrogate}/u.test(input)) expect(canonicalJson(input)).toBe(JSON.stringify(input));
  }
});

test("an undefined member is left out, an undefined item becomes null, a date its text", () => {
  expect(canonicalJson({ b: undefined, a: [undefined, new Date(0)] })).toBe(
    '{"a":[null,"1970-01-01T00:00:00.000Z"]}',
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { "\udc00": 1 }, 1n])(
  "%o has no canonical JSON",
  (input) => {
    expect(() => canonicalJson(input)).toThrow();
  },
);
