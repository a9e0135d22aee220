import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { findBadPageHeader, refusePageWrite } from "./page-requests";

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

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const FLIGHT = { "content-type": "text/plain;charset=UTF-8", "next-action": "00".repeat(21) };

function answerOf(method: string, url: string, headers: Record<string, string> = {}) {
  const req = Object.assign(new IncomingMessage(new Socket()), { method, url, headers });
  const res = new ServerResponse(req);
  const isAnswered = refusePageWrite(req, res);
  return isAnswered ? { status: res.statusCode, location: res.getHeader("location") } : null;
}

test.each([
  ["GET", "/inbox", {}],
  ["HEAD", "/inbox", {}],
  ["POST", "/api/auth/callback/credentials", FORM],
])("%s %s goes to Next", (method, url, headers) => {
  expect(answerOf(method, url, headers)).toBeNull();
});

test.each([
  ["POST", "/inbox", FLIGHT],
  ["POST", "/inbox", { ...FORM, "next-action": "1" }],
  ["POST", "/inbox", { "content-type": "application/json" }],
  ["POST", "/inbox", {}],
  ["POST", "//evil.example", FORM],
  ["POST", "/\\evil.example", FORM],
  ["POST", "/api/auth/callback/credentials", FLIGHT],
  ["POST", "/actions", { "content-type": "application/json" }],
  ["PUT", "/inbox", FORM],
  ["DELETE", "/", {}],
])("%s %s never reaches Next's server actions: %j", (method, url, headers) => {
  expect(answerOf(method, url, headers)).toEqual({ status: 405, location: undefined });
});

test("a form that was sent before its page had loaded leads back to the page", () => {
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  for (const headers of [FORM, multipart])
    expect(answerOf("POST", "/settings/labels?x=1", headers)).toEqual({
      status: 303,
      location: "/settings/labels?x=1",
    });
});
