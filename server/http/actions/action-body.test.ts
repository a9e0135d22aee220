import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { cleanActionBody } from "./action-gate";

const clean = (text: string) => cleanActionBody(Buffer.from(text))?.toString() ?? null;

test.each([
  '[{"displayId":1,"signal":"resolve"}]',
  '[{"displayId":1,"until":null,"isOn":true,"share":-0.5}]',
  '[{"reason":"costs $5, \\"$F1\\""}]',
  "[{}]",
])("%s reaches Next as it was sent", (text) => {
  expect(clean(text)).toBe(text);
});

test("Next reads what was checked: blanks and repeated fields are gone", () => {
  expect(clean(' [ { "id" : 1, "id" : 2 } ] ')).toBe('[{"id":2}]');
});

test.each([
  ...['"$F1"', '"$K1"', '"$@0"', '"$undefined"', '"$Q1"', '"$n1"', '"$D2026"', '"$$"', '"\\u0024F1"', '"$"'],
  ...["[]", "[1]", "{}", '{"then":1}', "1e999", "-1e999"],
])("a field with the value %s is refused", (value) => {
  expect(clean(`[{"displayId":${value}}]`)).toBeNull();
});

test.each([
  ...["", "null", "1", '"$F1"', "{}", "[]", "[1]", "[null]", "[[]]", "[{},{}]", '["$F1"]', "[{}", "[{}]x"],
  ...['[{"__proto__":1}]', '[{"\\u005f_proto__":null}]', '[{"$ACTION_ID":1}]', '[{"":1}]', '[{"a.b":1}]'],
  `[{"${"a".repeat(65)}":1}]`,
])("the body %s is refused", (text) => {
  expect(clean(text)).toBeNull();
});

test("bytes that are no UTF-8 are refused", () => {
  expect(cleanActionBody(Buffer.from([...Buffer.from('[{"a":"'), 0xff, ...Buffer.from('"}]')]))).toBeNull();
  expect(cleanActionBody(Buffer.from('\ufeff[{"a":1}]'))).toBeNull();
});

test("whatever JSON is sent, what reaches Next is one flat object of plain values", () => {
  holds(
    fc.property(fc.jsonValue(), fc.boolean(), (value, isWrapped) => {
      const cleaned = clean(JSON.stringify(isWrapped ? [value] : value));
      if (cleaned === null) return;
      const [input, ...more] = JSON.parse(cleaned);
      expect(more).toEqual([]);
      for (const field of Object.values(input)) {
        expect(field === null || ["string", "number", "boolean"].includes(typeof field)).toBe(true);
        expect(String(field).startsWith("$")).toBe(false);
      }
    }),
  );
});
