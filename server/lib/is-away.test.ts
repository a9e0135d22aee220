import { expect, test } from "vitest";
import { isAway } from "./is-away";

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
