import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { canonicalJson } from "./canonical-json";
import { isAway } from "./is-away";
import { newId } from "./new-id";
import { createZonedTime } from "./zoned-time";

describe("canonicalJson", () => {
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
});

describe("isAway", () => {
  test.each([
    Object.assign(new Error("terminating connection due to unexpected postmaster exit"), { code: "57P01" }),
    Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" }),
    new Error("Connection terminated unexpectedly"),
    new Error("Client has encountered a connection error and is not queryable"), // killed between two statements
  ])("the database is away: $message", (error) => {
    expect(isAway(error)).toBe(true);
  });

  test("a refused statement is not an outage", () => {
    expect(isAway(Object.assign(new Error("duplicate key value"), { code: "23505" }))).toBe(false);
  });
});

describe("newId", () => {
  test("ids are UUIDv7 of the current time and unique", () => {
    const before = Date.now();
    const ids = Array.from({ length: 5000 }, newId);
    const after = Date.now();
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      const at = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(after);
    }
  });
});

describe("zoned time", () => {
  test.each([
    ["UTC", "2026-01-31T08:00:00.120Z", "2026-01-31T08:00:00.120Z"],
    ["Europe/Berlin", "2026-01-31T08:00:00Z", "2026-01-31T09:00:00.000+01:00"],
    ["Europe/Berlin", "2026-07-31T23:30:00Z", "2026-08-01T01:30:00.000+02:00"],
    ["Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-01T00:00:00.000+05:30"],
    ["America/St_Johns", "2026-01-31T00:00:00Z", "2026-01-30T20:30:00.000-03:30"],
  ])("in %s, %s is %s", (timeZone, at, text) => {
    expect(createZonedTime(timeZone)(at)).toBe(text);
  });

  test("at the end of summer time, the offset tells the two hours apart", () => {
    const write = createZonedTime("Europe/Berlin");
    expect(["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(write)).toEqual([
      "2026-10-25T02:30:00.000+02:00",
      "2026-10-25T02:30:00.000+01:00",
    ]);
  });

  test("whatever the zone, the text is the same instant", () => {
    const zone = fc.constantFrom(
      "UTC",
      "America/New_York",
      "Asia/Shanghai",
      "Pacific/Chatham",
      "Africa/Casablanca",
    );
    const at = fc.date({ min: new Date("1980-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    holds(
      fc.property(zone, at, (timeZone, instant) => {
        expect(new Date(createZonedTime(timeZone)(instant)).getTime()).toBe(instant.getTime());
      }),
    );
  });
});
