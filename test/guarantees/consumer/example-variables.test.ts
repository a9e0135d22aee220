import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test.each([
  ["consume/consumer.mjs", "set TICKLINE_URL, TICKLINE_TOKEN, WEBHOOK_SECRET\n"],
  ["send/sender.mjs", "set TICKLINE_URL, TICKLINE_TOKEN, INBOX_ID, PROVIDER_URL\n"],
  ["system-messages/post.mjs", "set TICKLINE_URL, TICKLINE_TOKEN\n"],
])("docs/%s names the variables that it lacks, and ends", (program, sentence) => {
  const done = spawnSync(process.execPath, [`docs/${program}`, "7", "A-17"], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", STATE: "no-such-folder", PORT: "0" },
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 1, stderr: sentence });
});
