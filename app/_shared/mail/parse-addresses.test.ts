import { expect, test } from "vitest";
import { parseAddresses } from "./parse-addresses";

const one = (address: string, name = "") => ({ name, address });
const parse = (typed: string, present = [one("present@mail.example")]) =>
  parseAddresses(typed, { present, own: ["help@shop.example"] });

test.each([
  ["ada@mail.example", [one("ada@mail.example")]],
  [
    ' "Lovelace, Ada" <ada@mail.example>; bob@mail.example',
    [one("ada@mail.example", "Lovelace, Ada"), one("bob@mail.example")],
  ],
  [
    "李文 <li@mail.example>，bob@mail.example\ncleo@mail.example",
    [one("li@mail.example", "李文"), one("bob@mail.example"), one("cleo@mail.example")],
  ],
  ["", []],
])("%s is read", (typed, added) => {
  expect(parse(typed)).toEqual({ added, faults: [] });
});

test.each([
  ["ada", "invalid"],
  ["ada@localhost", "invalid"],
  ["a b@mail.example", "invalid"],
  ["Help+c-1-2@shop.example", "own"],
  ["PRESENT@mail.example", "duplicate"],
])("%s is refused as %s", (typed, kind) => {
  const { added, faults } = parse(typed);
  expect([added, faults.map((fault) => fault.kind)]).toEqual([[], [kind]]);
});

test("an address that is pasted twice is added once", () => {
  expect(parse("ada@mail.example, ADA@mail.example").added).toEqual([one("ada@mail.example")]);
});
