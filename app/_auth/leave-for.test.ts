import { expect, test } from "vitest";
import { leaveFor } from "./handle-auth";

const cookies = () => {
  const headers = new Headers({ location: "/x" });
  headers.append("set-cookie", "state=1");
  headers.append("set-cookie", "nonce=2");
  return headers;
};

test("a script gets the address, and the cookies of the answer", async () => {
  const body = new URLSearchParams({ json: "true" });
  const answer = leaveFor("https://login.example.com/?a=1", { body, name: "Example", headers: cookies() });
  expect(await answer.json()).toEqual({ url: "https://login.example.com/?a=1" });
  expect(answer.headers.getSetCookie()).toEqual(["state=1", "nonce=2"]);
});

test("a plain form gets a page that goes there without a redirect", async () => {
  const answer = leaveFor('https://login.example.com/?a=1&b="<', {
    body: new URLSearchParams(),
    name: "A & B",
    headers: cookies(),
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
  expect(answer.headers.getSetCookie()).toEqual(["state=1", "nonce=2"]);
  const page = await answer.text();
  expect(page).toContain('content="0;url=https://login.example.com/?a=1&amp;b=&quot;&lt;"');
  expect(page).toContain("<title>A &amp; B</title>");
});
