import { encode } from "next-auth/jwt";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSessionCookie } from "./session-cookie";

const SECRET = "a secret of the test, long enough for anybody";

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", SECRET);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const cookieOf = async (maxAge: number) => ({
  cookie: `next-auth.session-token=${await encode({ token: { userId: 7 }, secret: SECRET, maxAge })}`,
});

test("a cached session expires on time, with next-auth's clock tolerance", async () => {
  const headers = await cookieOf(60);
  expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
  vi.useFakeTimers({ now: Date.now() + 70_000 });
  expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
  vi.setSystemTime(Date.now() + 10_000);
  expect(await readSessionCookie(headers)).toBeNull();
  expect(await readSessionCookie(await cookieOf(-80))).toBeNull();
});

test("behind an https address only the cookie of this very host counts", async () => {
  const { cookie } = await cookieOf(60);
  const value = cookie.slice(cookie.indexOf("="));
  vi.stubEnv("NEXTAUTH_URL", "https://inbox.acme.example");
  expect(await readSessionCookie({ cookie })).toBeNull();
  expect(await readSessionCookie({ cookie: `__Secure-next-auth.session-token${value}` })).toBeNull();
  const own = `__Host-next-auth.session-token${value}`;
  expect(await readSessionCookie({ cookie: `${cookie}; ${own}` })).toMatchObject({ userId: 7 });
});

test("a cached session is invalid with another secret", async () => {
  const headers = await cookieOf(60);
  expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
  vi.stubEnv("NEXTAUTH_SECRET", "another secret, after it was changed by hand");
  expect(await readSessionCookie(headers)).toBeNull();
});
