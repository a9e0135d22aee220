import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { markRetry, targetOf } from "@/app/sign-in/target";
import { handleAuth, leaveFor } from "./handle-auth";

describe("handleAuth", () => {
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
    expect(await post("signout", "application/x-www-form-urlencoded", "callbackUrl=a&callbackUrl=b")).toBe(
      400,
    );
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

  test.each(["credentials", "link"])("a password is not read from the address of %s", async (provider) => {
    const request = new NextRequest(`http://localhost/api/auth/callback/${provider}?secret=a&password=b`);
    const params = Promise.resolve({ nextauth: ["callback", provider] });
    expect((await handleAuth(request, { params })).status).toBe(405);
  });
});

describe("target", () => {
  test("a path of this site is kept with its query, also out of an absolute URL", () => {
    expect(targetOf("/inbox?view=all&c=5").to).toBe("/inbox?view=all&c=5");
    expect(targetOf("http://localhost:3000/settings/tokens").to).toBe("/settings/tokens");
  });

  test("a target never leaves the site, and never loops", () => {
    for (const given of [
      undefined,
      "",
      "/",
      "javascript:alert(1)",
      "/sign-in",
      "/sign-in/?callbackUrl=/sign-in",
      "/two-factor?callbackUrl=/two-factor",
      "/forgot?sent",
      "/join/secret",
      "/unsubscribe/token",
      "/api/auth/signout",
      "https://evil.example//evil.example",
    ])
      expect([given, targetOf(given).to]).toEqual([given, "/inbox"]);
    for (const given of ["//evil.example/x", "/\\evil.example/x", "https://evil.example/x"])
      expect(targetOf(given).to).toBe("/x");
  });

  test("a refused form returns with the mark, and the mark is not passed on", () => {
    expect(targetOf(markRetry("/inbox?c=5"))).toEqual({ to: "/inbox?c=5", isRetry: true });
    expect(targetOf(markRetry("/inbox"))).toEqual({ to: "/inbox", isRetry: true });
  });
});
