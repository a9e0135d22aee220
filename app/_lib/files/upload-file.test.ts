import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { anAttachment } from "@/test/support/scenes/dtos";
import { copyFile, problemOf } from "./upload-file";
import { canRetry } from "./upload-state";

const refusal = (code: string) => ({ error: { code, message: "no" } });

test.each([
  ["the day's budget is spent", 429, refusal("file.over_budget"), "over_budget", false],
  ["a rate limit refused it", 429, refusal("request.rate_limited"), "busy", true],
  ["a proxy refused it", 429, "<html>", "busy", true],
  ["the disk has no room", 507, refusal("storage.full"), "full", true],
  ["the bucket is away", 503, refusal("file.not_stored"), "not_stored", true],
  ["the file is too large", 413, refusal("file.too_large"), "too_large", false],
] as const)("an upload says that %s", (_, status, body, problem, mayRetry) => {
  expect(problemOf(status, body)).toBe(problem);
  expect(canRetry(problem)).toBe(mayRetry);
});

const source = (copy: () => Promise<ReturnType<typeof anAttachment>>) => ({
  name: "prices.pdf",
  size: 10,
  type: "application/pdf",
  copy,
});
const refused = (httpStatus: number) =>
  TRPCClientError.from({ error: { message: "no", code: -32_000, data: { httpStatus } } });

test("a copy answers the file, or says why the server refused it", async () => {
  const stored = anAttachment({ id: 7 });
  expect(await copyFile(source(async () => stored))).toBe(stored);
  await expect(copyFile(source(() => Promise.reject(refused(404))))).rejects.toMatchObject({
    problem: "refused",
  });
  await expect(copyFile(source(() => Promise.reject(refused(503))))).rejects.toMatchObject({
    problem: "not_stored",
  });
});

test("without an answer it may be tried again as an upload that was interrupted", async () => {
  const away = new TRPCClientError("fetch failed");
  await expect(copyFile(source(() => Promise.reject(away)))).rejects.toBe(away);
});
