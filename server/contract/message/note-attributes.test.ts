import { expect, test } from "vitest";
import { readForwarded } from "./note-attributes";

test("a forwarded note names its source; malformed attributes of an integrator are ignored", () => {
  const sender = { type: "user", id: 7, name: "Ada" };
  expect(readForwarded({ forwardedFrom: { displayId: 3, number: 9, sender } })).toEqual({
    displayId: 3,
    number: 9,
    who: "Ada",
  });
  expect(readForwarded({ forwardedFrom: { displayId: 3, number: 9 } })?.who).toBeNull();
  for (const forwardedFrom of [
    null,
    "x",
    [],
    {},
    { displayId: "3", number: 9 },
    { displayId: -1, number: 9 },
  ])
    expect(readForwarded({ forwardedFrom })).toBeNull();
  expect(readForwarded({})).toBeNull();
});
