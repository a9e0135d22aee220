import { expect, test } from "vitest";
import { configurationWarnings } from "./configuration-warnings";
import { readEnv } from "./env";

const ROOT = "runs as root";
const SECRET = "without AUTH_SECRET";
const ADDRESS = "PUBLIC_URL is unset";
const PASSWORD = "ADMIN_PASSWORD is common";
const FILES = "without S3_BUCKET";

test.each([
  ["root on this machine only", {}, true, []],
  ["root behind a public address", { PUBLIC_URL: "https://desk.example" }, true, [ROOT]],
  ["root on every interface", { HOST: "0.0.0.0" }, true, [ROOT, ADDRESS]],
  ["another user on every interface", { HOST: "0.0.0.0" }, false, [ADDRESS]],
  ["its address is given", { HOST: "0.0.0.0", PUBLIC_URL: "https://desk.example" }, false, []],
  ["a common password", { ADMIN_PASSWORD: "password123" }, false, [PASSWORD]],
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

test.each([
  ["DATABSE_URL", "DATABASE_URL"],
  ["DATABASE_ULR", "DATABASE_URL"],
  ["AUTH_SECERT", "AUTH_SECRET"],
  ["SMTP_URI", "SMTP_URL"],
  ["PUBLIC_URLS", "PUBLIC_URL"],
])("%s is warned about: %s was meant", (given, meant) => {
  const [warning] = configurationWarnings(readEnv({}), { isRoot: false, given: ["PATH", given] });
  expect(warning).toBe(`${given} is no variable of Tickline and has no effect: is it ${meant}?`);
});

test("known names, short ones and those of other programs are not warned about", () => {
  const given = [
    "HOSTNAME",
    "HOME",
    "POST",
    "DATABASE_URL",
    "NODE_ENV",
    "AWS_REGION",
    "OTEL_SERVICE_NAME",
    "PWD",
  ];
  expect(configurationWarnings(readEnv({}), { isRoot: false, given })).toEqual([]);
});
