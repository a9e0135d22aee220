import { expect, test } from "vitest";
import { readEnv } from "./env";

test("a spool needs the address of the web process, and its bounds are checked", () => {
  expect(() => readEnv({ ROLE: "spool" })).toThrow("ROLE=spool needs SPOOL_UPSTREAM");
  const env = { ROLE: "spool", SPOOL_UPSTREAM: "http://127.0.0.1:4000" };
  expect(readEnv(env)).toMatchObject({ ...env, SPOOL_MAX_BYTES: 1_073_741_824 });
  expect(() => readEnv({ ...env, SPOOL_UPSTREAM: "http://127.0.0.1/path" })).toThrow("SPOOL_UPSTREAM");
  expect(() => readEnv({ ...env, SPOOL_MAX_BYTES: "1000" })).toThrow(
    "SPOOL_MAX_BYTES: must be a whole number",
  );
  expect(() => readEnv({ ...env, SPOOL_SECRET: "short" })).toThrow("SPOOL_SECRET: must have at least 32");
});
