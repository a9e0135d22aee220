import { expect, test } from "vitest";
import { createLog } from "./log";

test("credentials never reach the log, in any field", () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  log.level = "info";
  const secrets = {
    authorization: "Bearer s3cret",
    cookie: "s=s3cret",
    api_access_token: "s3cret",
    password: "s3cret",
    token: "s3cret",
  };
  log.info({ ...secrets, headers: secrets, req: { headers: secrets } }, "request");
  expect(lines.join("")).toContain("[redacted]");
  expect(lines.join("")).not.toContain("s3cret");
});
