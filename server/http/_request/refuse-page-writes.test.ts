import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { refusePageWrite } from "./refuse-page-writes";

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
