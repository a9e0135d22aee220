import { expect, test } from "vitest";
import { StartFailure } from "./start-failure";
import { startFaultOf } from "./start-fault";

const withCode = (code: string) => Object.assign(new Error("its words"), { code });

test.each([
  ["a fault that is known", new StartFailure("PORT is in use"), "PORT is in use"],
  ["a full disk", withCode("53100"), "a disk is full, read-only or broken (its words): "],
  [
    "Postgres that answers too late",
    new Error("timeout expired"),
    "the database has gone away, or did not answer in time (timeout expired): ",
  ],
  [
    "Postgres that stops",
    withCode("57P01"),
    "the database has gone away, or did not answer in time (its words): ",
  ],
  [
    "a lock that somebody holds",
    withCode("55P03"),
    "the database has gone away, or did not answer in time (its words): ",
  ],
  [
    "a role without the others' addresses",
    withCode("42501"),
    "the role of the database lacks a right (its words): ",
  ],
])("%s ends a start with one line", (_, error, line) => {
  expect(startFaultOf(error)).toContain(line);
});

test("a bug keeps its stack", () => {
  expect(startFaultOf(new TypeError("x is not a function"))).toBeNull();
});
