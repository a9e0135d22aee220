import { expect, test } from "vitest";
import { readEnv } from "@/server/lib/env/env";
import { fileLimitsOf, uploadLimitsOf } from "./upload-limits";

const MIB = 1024 * 1024;

test("by default a visitor's files, each budget and the disk are bounded", () => {
  const env = readEnv({});
  expect(fileLimitsOf(env)).toEqual({ bytesMax: 40 * MIB, visitorBytesMax: 10 * MIB, perMessage: 10 });
  const { budgets, disk } = uploadLimitsOf(env);
  expect(budgets).toEqual({ visitor: 100 * MIB, inbox: 2_048 * MIB, account: 20_480 * MIB });
  expect(disk?.bytes).toBe(1_024 * MIB);
});

test("a budget of 0 bounds nothing", () => {
  const env = { UPLOAD_BYTES_VISITOR: "0", UPLOAD_BYTES_INBOX: "5", UPLOAD_BYTES_ACCOUNT: "0" };
  expect(uploadLimitsOf(readEnv(env)).budgets).toEqual({ visitor: null, inbox: 5, account: null });
});

const BUCKET = { S3_BUCKET: "files", S3_REGION: "eu-central-1" };
const EXTERNAL = { DATABASE_URL: "postgres://db/tickline" };
test.each([
  ["files and the built-in database", {}, true],
  ["files", EXTERNAL, true],
  ["the built-in database", BUCKET, true],
  ["neither", { ...BUCKET, ...EXTERNAL }, false],
])("the disk is watched of a process with %s on it", (_, env, isWatched) => {
  expect(uploadLimitsOf(readEnv(env)).disk !== null).toBe(isWatched);
});
