import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { describe, expect, test } from "vitest";
import { choosePanes, paneStyle, panesText } from "@/app/_lib/preferences/display";
import { createTimes } from "@/app/_lib/times/times";
import type { AppRouter } from "@/server/trpc/router";
import { isRefused, retryAfterMsOf } from "./trpc";
import { alignedTop, rovingIndex } from "./virtual-rows";

describe("trpc", () => {
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
});

describe("virtual rows", () => {
  test.each([
    [0, 0],
    [29, 0],
    [31, 60],
    [1031, 1020],
    [1080, 1080],
  ])("a list with rows of 60 px that stands at %i px is aligned at %i px", (scrollTop, top) => {
    expect(alignedTop(scrollTop, 60)).toBe(top);
  });

  const press = (key: string, more = {}) => ({
    ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
    ...more,
  });

  test.each([
    ["ArrowDown", 1, 2],
    ["ArrowDown", 4, 4],
    ["ArrowUp", 1, 0],
    ["ArrowUp", 0, 0],
    ["Home", 3, 0],
    ["End", 1, 4],
    ["ArrowRight", 1, null],
    ["Enter", 1, null],
  ])("in a list of five, %s moves from %i to %o", (key, at, to) => {
    expect(rovingIndex(press(key), at, 5)).toBe(to);
  });

  test("combined keys, and keys in an empty list, move nowhere", () => {
    expect(rovingIndex(press("ArrowDown", { altKey: true }), 1, 5)).toBeNull();
    expect(rovingIndex(press("ArrowDown"), 0, 0)).toBeNull();
  });
});

describe("display", () => {
  test("a past time is shown in minutes, hours, weekdays, then dates", () => {
    const times = createTimes("en-GB");
    const now = Date.parse("2026-11-20T12:00:00");
    const ago = (text: string) => times.ago(new Date(text).toISOString(), now);
    expect(ago("2026-11-20T11:59:40")).toBe("");
    expect(ago("2026-11-20T11:54:00")).toBe("6m");
    expect(ago("2026-11-20T09:30:00")).toBe("2h");
    expect(ago("2026-11-18T09:30:00")).toBe("Wed");
    expect(ago("2020-11-01T09:30:00")).toBe("1 Nov 2020");
    expect(times.since(new Date("2026-11-17T09:30:00").toISOString(), now)).toBe("3d");
    expect(times.ago(new Date(now + 5000).toISOString(), now)).toBe("");
  });

  test("a moment of another year has its year", () => {
    const times = createTimes("en-GB");
    const year = new Date().getFullYear();
    expect(times.moment(new Date(year, 0, 5, 9, 30).toISOString())).toBe("5 Jan, 09:30");
    expect(times.moment(new Date(2020, 10, 1, 9, 30).toISOString())).toBe("1 Nov 2020, 09:30");
    expect(times.precise(new Date(2020, 10, 1, 9, 30).toISOString())).toBe("1 Nov 2020, 09:30");
  });

  test("chosen widths are read again, and style the page before its first paint", () => {
    const widths = { list: 24.5, context: 18 };
    expect(choosePanes(panesText(widths))).toEqual(widths);
    expect(paneStyle(widths)).toBe(":root{--spacing-list:24.5rem}");
  });

  test.each([
    [undefined, { list: 21, context: 18 }],
    ["", { list: 21, context: 18 }],
    ["abc_20", { list: 21, context: 20 }],
    ["1_999", { list: 16, context: 28 }],
    ["24;}body{display:none_1e999", { list: 24, context: 18 }],
  ])("the cookie %s means widths within bounds", (cookie, widths) => {
    expect(choosePanes(cookie)).toEqual(widths);
  });

  test("default widths need no style", () => {
    expect(paneStyle(choosePanes(undefined))).toBeNull();
  });
});
