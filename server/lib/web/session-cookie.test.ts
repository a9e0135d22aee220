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

test("a cached session is invalid with another secret", async () => {
  const headers = await cookieOf(60);
  expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
  vi.stubEnv("NEXTAUTH_SECRET", "another secret, after it was changed by hand");
  expect(await readSessionCookie(headers)).toBeNull();
});
