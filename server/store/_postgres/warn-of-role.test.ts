import { expect, test } from "vitest";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { warnOfRole } from "./warn-of-role";

const { url, appUrl, name } = await createTestDatabase();

async function warningsOf(address: string): Promise<string[]> {
  const warnings: string[] = [];
  await warnOfRole(address, (text) => warnings.push(text));
  return warnings;
}

test("a role of requests that is a superuser or owns the tables is reported, with what to do", async () => {
  expect(await warningsOf(url)).toEqual([expect.stringContaining("is a superuser: ")]);
  expect(await warningsOf(testServerUrl(name, "owner"))).toEqual([
    expect.stringContaining("owns the tables: "),
  ]);
  expect(await warningsOf(url)).toEqual([expect.stringContaining("DATABASE_WORKER_URL")]);
});

test("the plain role is not reported", async () => {
  expect(await warningsOf(appUrl)).toEqual([]);
});
