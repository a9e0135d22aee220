import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { expect, test } from "vitest";
import type { AppRouter } from "@/server/trpc/router";
import { isRefused, retryAfterMsOf } from "./trpc";

/** The client's error for an answer of the server. */
async function errorOf(httpStatus: number, headers: Record<string, string>): Promise<unknown> {
  const data = { httpStatus, code: "X", path: "me.get", refusal: null };
  const answer = [{ error: { json: { message: "refused", code: -32000, data } } }];
  const client = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: "http://localhost/api/trpc",
        transformer: superjson,
        fetch: async () => Response.json(answer, { status: httpStatus, headers }),
      }),
    ],
  });
  return client.me.get.query().catch((error: unknown) => error);
}

test("a query that a rate limit refuses is repeated when the server says, and not together with all others", async () => {
  const error = await errorOf(429, { "retry-after": "4" });
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(isRefused(error)).toBe(false);
  const waits = Array.from({ length: 50 }, () => retryAfterMsOf(error) ?? 0);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(4000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(6000);
  expect(new Set(waits).size).toBeGreaterThan(1);
});

test("without a readable time it waits a second at least", async () => {
  for (const headers of [{}, { "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }])
    expect(retryAfterMsOf(await errorOf(429, headers))).toBeGreaterThanOrEqual(1000);
});

test("any other refusal is final, and its time is not read", async () => {
  const error = await errorOf(404, { "retry-after": "4" });
  expect([isRefused(error), retryAfterMsOf(error)]).toEqual([true, null]);
  expect([isRefused(new Error("offline")), retryAfterMsOf(new Error("offline"))]).toEqual([false, null]);
});
