import { expect, test } from "vitest";
import { configurationWarnings } from "./configuration-warnings";
import { readEnv } from "./env";

const ROOT = "runs as root";
const SECRET = "without AUTH_SECRET";
const FILES = "without S3_BUCKET";

test.each([
  ["root on this machine only", {}, true, []],
  ["root behind a public address", { PUBLIC_URL: "https://desk.example" }, true, [ROOT]],
  ["root on every interface", { HOST: "0.0.0.0" }, true, [ROOT]],
  ["another user on every interface", { HOST: "0.0.0.0" }, false, []],
  [
    "a web process without a shared secret",
    { ROLE: "web", DATABASE_URL: "postgres://db/x" },
    false,
    [SECRET, FILES],
  ],
  ["a worker without a bucket", { ROLE: "worker" }, false, [FILES]],
  ["a worker with a bucket", { ROLE: "worker", S3_BUCKET: "files", S3_REGION: "eu-central-1" }, false, []],
])("%s", (_, variables, isRoot, expected) => {
  const warnings = configurationWarnings(readEnv(variables), { isRoot });
  expect(warnings).toEqual(expected.map((text) => expect.stringContaining(text)));
});
