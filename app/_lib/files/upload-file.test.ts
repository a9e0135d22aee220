import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { anAttachment } from "@/test/support/scenes/dtos";
import { copyFile } from "./upload-file";

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
