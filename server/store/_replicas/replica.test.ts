import { expect, onTestFinished, test } from "vitest";
import type { ServerFacts } from "@/server/lib/postgres/server-facts";
import { openReplica } from "./replica";

const PRIMARY: ServerFacts = {
  control: null,
  stored: null,
  database: "1",
  table: "2",
  role: "tickline_app",
  isInRecovery: false,
  position: 9n,
};

test("a check that the server does not answer ends the reads that wait for it", async () => {
  const url = "postgres://tickline_app@127.0.0.1:1/tickline";
  const replica = openReplica({ url, primaryUrl: url, max: 1, prepares: true, setsAccount: true });
  onTestFinished(() => replica.close());
  const read = replica.answered(new Promise<void>(() => {}));
  await Promise.all([replica.check(PRIMARY, 0), expect(read).rejects.toThrow("ECONNREFUSED")]);
  expect(replica.state().leftOut).toContain("ECONNREFUSED");
});
