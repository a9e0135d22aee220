import { type APIRequestContext, expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { csrfToken, mutate, signIn } from "@/e2e/support/ready";
import { test } from "@/e2e/support/session";

/** The responses of each entrance: the page, an API of the screens, next-auth itself. */
async function doors(request: APIRequestContext) {
  const page = await request.get("/inbox", { maxRedirects: 0 });
  const trpc = await request.get("/api/trpc/me.get");
  const session = await (await request.get("/api/auth/session")).json();
  return { page: page.status(), trpc: trpc.status(), user: session.user };
}

const OPEN = { page: 200, trpc: 200, user: { id: expect.any(Number) } };
const SHUT = { page: 307, trpc: 401, user: undefined };

test("a signed-out visitor is sent to the sign-in page, also with a header that once skipped Next's middleware", async ({
  request,
}) => {
  expect(await doors(request)).toEqual(SHUT);
  const subrequest = "middleware:middleware:middleware:middleware:middleware";
  const headers = { "x-middleware-subrequest": subrequest };
  const page = await request.get("/inbox", { headers, maxRedirects: 0 });
  expect(page.status()).toBe(307);
  expect(page.headers()["location"]).toMatch(/^\/sign-in/);
});

test("the correct password opens every entrance; scripts cannot read the cookie", {
  tag: "@journey",
}, async ({ request }) => {
  const answer = await signIn(request);
  expect(answer.status()).toBe(200);
  expect(answer.headers()["set-cookie"]).toMatch(/next-auth\.session-token=[^;]+;.*HttpOnly;.*SameSite=Lax/i);
  expect(answer.headers()["cache-control"]).toBe("no-store");
  expect(await doors(request)).toEqual(OPEN);
});

test("an unknown email and a wrong password get the same response", async ({ request }) => {
  const [unknown, wrong] = [
    await signIn(request, { email: "nobody@example.com" }),
    await signIn(request, { password: "e2e-wrong-horse" }),
  ];
  expect(unknown.status()).toBe(401);
  expect([wrong.status(), await wrong.json()]).toEqual([unknown.status(), await unknown.json()]);
  expect((await unknown.json()).url).toMatch(/error=auth\.invalid_credentials$/);
  expect(await doors(request)).toEqual(SHUT);
});

test("signing in without the CSRF token, or with too much data, is refused", async ({ request }) => {
  const form = { email: ADMIN.email, password: ADMIN.password, json: "true" };
  await request.post("/api/auth/callback/credentials", { form });
  expect(await doors(request)).toEqual(SHUT);
  const large = await signIn(request, { password: "x".repeat(20_000) });
  expect(large.status()).toBe(413);
});

test("signing in never redirects to another site", async ({ request }) => {
  const answer = await signIn(request, { callbackUrl: "https://evil.example/inbox" });
  expect(new URL((await answer.json()).url).host).not.toBe("evil.example");
});

test("signing out needs the CSRF token", async ({ request }) => {
  await signIn(request);
  for (const form of [{ json: "true" }, { json: "true", csrfToken: "0".repeat(64) }]) {
    await request.post("/api/auth/signout", { form, headers: { origin: "https://evil.example" } });
    expect(await doors(request)).toEqual(OPEN);
  }
  await request.post("/api/auth/signout", { form: { json: "true", csrfToken: await csrfToken(request) } });
  expect(await doors(request)).toEqual(SHUT);
});

test("ending all sessions immediately closes every entrance to each of them", { tag: "@journey" }, async ({
  request,
  elsewhere,
  origin,
}) => {
  await signIn(request);
  await signIn(elsewhere);
  expect(await doors(elsewhere)).toEqual(OPEN);
  expect((await mutate(request, "me.endSessions", undefined, origin)).status()).toBe(200);
  expect(await doors(request)).toEqual(SHUT);
  expect(await doors(elsewhere)).toEqual(SHUT);
  await signIn(elsewhere);
  expect(await doors(elsewhere)).toEqual(OPEN);
});

test("an ended session is refused by next-auth even before another entrance saw it", async ({
  request,
  elsewhere,
  origin,
}) => {
  await signIn(request);
  await signIn(elsewhere);
  await mutate(request, "me.endSessions", undefined, origin);
  const session = await elsewhere.get("/api/auth/session");
  expect((await session.json()).user).toBeUndefined();
});

test("a change from another site, or as a form, is refused", { tag: "@journey" }, async ({
  request,
  origin,
}) => {
  await signIn(request);
  const refusal = async (headers: Record<string, string>) => {
    const answer = await request.post("/api/trpc/me.endSessions", {
      headers,
      data: JSON.stringify({ json: null }),
    });
    return [answer.status(), (await answer.json()).error.json.data.refusal.code];
  };
  const json = { "content-type": "application/json" };
  expect(await refusal({ ...json, origin: "https://evil.example" })).toEqual([403, "auth.foreign_origin"]);
  expect(await refusal(json)).toEqual([403, "auth.foreign_origin"]);
  expect(await refusal({ "content-type": "text/plain", origin })).toEqual([415, "media.unsupported"]);
  expect(await doors(request)).toEqual(OPEN);
});
