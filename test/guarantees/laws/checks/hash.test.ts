import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashOf } from "@/server/store/events/outbox";
import { jcs } from "./event-check";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

test("the hash is SHA-256 of RFC 8785 JSON, as in the examples of the RFC", () => {
  // RFC 8785, section 3.2.2 and 3.2.3: numbers, escapes, and keys sorted by UTF-16 code units.
  const numbers = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
  };
  const text = { string: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [null, true, false] };
  const keys = {
    "\u20ac": "Euro",
    "\r": "CR",
    "\ufb33": "Dalet",
    "1": "One",
    "\ud83d\ude00": "Smiley",
    "\u0080": "C",
    "\u00f6": "o",
  };
  const written = [
    '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}',
    '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    '{"\\r":"CR","1":"One","\u0080":"C","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}',
  ];
  for (const [i, value] of [numbers, text, keys].entries()) {
    expect(jcs(value)).toBe(written[i]);
    expect(hashOf(value)).toBe(sha256(written[i] ?? ""));
  }
});

test("the order of keys does not matter, the order of items and every value does", () => {
  expect(hashOf({ a: 1, b: [1, 2] })).toBe(hashOf({ b: [1, 2], a: 1 }));
  expect(hashOf({ a: 1, b: [1, 2] })).not.toBe(hashOf({ a: 1, b: [2, 1] }));
  expect(hashOf({ a: null })).not.toBe(hashOf({}));
});
