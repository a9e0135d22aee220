import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { formatCursor, formatPosition, parseCursor, parsePosition } from "./cursor";

test("a formatted cursor parses to the same cursor", () => {
  const cursors = fc.record({
    epoch: fc.stringMatching(/^[0-9a-z]{1,40}$/),
    seq: fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 }).filter((seq) => seq < 1e15),
  });
  holds(
    fc.property(cursors, (cursor) => {
      expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
    }),
  );
});

test("any other text does not parse as a cursor", () => {
  for (const text of [
    "",
    ":",
    "abc",
    "abc:",
    ":1",
    "ABC:1",
    "abc:-1",
    "abc:1.5",
    "abc:1e3",
    " abc:1",
    "abc:1 ",
    `a:${"9".repeat(16)}`,
  ])
    expect([text, parseCursor(text)]).toEqual([text, null]);
});

const instants = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z") })
  .map((date) => date.toISOString());

test("a formatted position parses to the same position and is URL-safe", () => {
  holds(
    fc.property(instants, fc.maxSafeNat(), (instant, number) => {
      const position = formatPosition([instant, number]);
      expect(position).toMatch(/^[\w-]*$/);
      expect(parsePosition(position, ["string", "number"])).toEqual([instant, number]);
    }),
  );
});

test("a position with a log's epoch parses, and one with a forged epoch is null", () => {
  expect(parsePosition(formatPosition(["3f09ab", 7]), ["epoch", "number"])).toEqual(["3f09ab", 7]);
  for (const forged of ["", "A", "3f 09", 7, "f".repeat(41)])
    expect(parsePosition(formatPosition([forged, 7]), ["epoch", "number"])).toBeNull();
});

test("a forged position is null: a text that is not an instant, a number that is not an id", () => {
  for (const forged of [
    ["x", 1],
    ["2026-11-20", 1],
    ["2026-13-45T99:99:99.999Z", 1],
    ["0000-01-01T00:00:00.000Z", 1],
    ["+012026-11-20T09:00:00.000Z", 1],
    ["2026-11-20T09:00:00.000Z", -1],
    ["2026-11-20T09:00:00.000Z", 1.5],
  ])
    expect([forged, parsePosition(formatPosition(forged), ["string", "number"])]).toEqual([forged, null]);
});

test("a position of other kinds, or no position, is null", () => {
  const position = formatPosition(["2026-11-20T09:00:00.000Z", 7]);
  expect(parsePosition(position, ["number"])).toBeNull();
  expect(parsePosition(position, ["number", "string"])).toBeNull();
  expect(parsePosition("%%%", ["number"])).toBeNull();
  holds(
    fc.property(fc.string(), (text) => {
      expect(() => parsePosition(text, ["number"])).not.toThrow();
    }),
  );
});
