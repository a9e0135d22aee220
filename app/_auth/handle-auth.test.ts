import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { handleAuth } from "./handle-auth";

/** The status of the answer to a POST that next-auth does not see. */
async function post(path: string, type: string, body: string): Promise<number> {
  const headers = { "content-type": type, "content-length": String(Buffer.byteLength(body)) };
  const request = new NextRequest(`http://localhost/api/auth/${path}`, { method: "POST", headers, body });
  const nextauth = path.split("/");
  return (await handleAuth(request, { params: Promise.resolve({ nextauth }) })).status;
}

test.each([
  ["half an object", "{"],
  ["no text as its value", '{"callbackUrl":[1],"csrfToken":{"a":1}}'],
  ["a list", "[1]"],
  ["nothing", ""],
])("JSON is refused: %s", async (_, body) => {
  for (const path of ["signin/credentials", "callback/credentials", "signout", "x/y/z"])
    expect(await post(path, "application/json", body)).toBe(415);
});

test("a parameter that is repeated is refused", async () => {
  expect(await post("signout", "application/x-www-form-urlencoded", "callbackUrl=a&callbackUrl=b")).toBe(400);
});

test.each(["１", "é", "javascript:alert(1)", "//", "http://"])(
  "a place that is no address is refused, and a cookie with it cleared: %s",
  async (place) => {
    const form = "application/x-www-form-urlencoded";
    const encoded = encodeURIComponent(place);
    expect(await post(`signout?callbackUrl=${encoded}`, form, "a=b")).toBe(400);
    expect(await post("signout", form, `callbackUrl=${encoded}`)).toBe(400);
    const headers = { cookie: `next-auth.callback-url=${encoded}` };
    const request = new NextRequest("http://localhost/api/auth/csrf", { headers });
    const answer = await handleAuth(request, { params: Promise.resolve({ nextauth: ["csrf"] }) });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([
      400,
      "next-auth.callback-url=; Path=/; Max-Age=0",
    ]);
  },
);

test("a password is not read from the address", async () => {
  const request = new NextRequest("http://localhost/api/auth/callback/credentials?email=a&password=b");
  const params = Promise.resolve({ nextauth: ["callback", "credentials"] });
  expect((await handleAuth(request, { params })).status).toBe(405);
});
