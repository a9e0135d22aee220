import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { signIn } from "@/e2e/support/requests";
import { test } from "@/e2e/support/session";

/** Of which about 143 kB are React's and Next's. */
const BYTES_MAX = 250_000;

/** The scripts that a page itself names, which every reader loads. Those for old browsers (`nomodule`) are not counted. */
const SCRIPT = /<script\b(?![^>]*\bnomodule\b)[^>]*\ssrc="([^"]+)"/gi;

test("the inbox loads at most 250 kB of scripts at first, compressed", { tag: "@journey" }, async ({
  request,
}) => {
  await signIn(request);
  const page = await (await request.get("/inbox?view=all")).text();
  const sources = new Set([...page.matchAll(SCRIPT)].flatMap(([, source]) => source ?? []));
  expect(sources.size).toBeGreaterThan(5);
  const sizes = await Promise.all(
    [...sources].map(async (source) => ({
      source,
      bytes: gzipSync(await (await request.get(source)).body()).length,
    })),
  );
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 6);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total, `largest: ${JSON.stringify(largest, null, 2)}`).toBeLessThanOrEqual(BYTES_MAX);
});
