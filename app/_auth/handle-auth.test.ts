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
])("JSON is refused: %s", async (_, body) => {
  for (const path of ["signin/credentials", "callback/credentials", "signout", "x/y/z"])
    expect(await post(path, "application/json", body)).toBe(415);
});

test("a parameter that is repeated is refused", async () => {
  expect(await post("signout", "application/x-www-form-urlencoded", "callbackUrl=a&callbackUrl=b")).toBe(400);
});
