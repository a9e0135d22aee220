import { expect, onTestFinished, test, vi } from "vitest";
import { log } from "@/server/lib/process/log";
import type { Database } from "@/server/store/_postgres/db";
import { noteWrite } from "@/server/store/_postgres/write-signal";
import { waitFor } from "@/test/support/wait-for";
import { followLeased } from "./follow-leased";

const unused = () => Promise.reject(new Error("not in this test"));

test("without an inbox of the channel, inboxes are read again only after a write", async () => {
  const query = vi.fn(async () => []);
  const database: Database = {
    query,
    raw: unused,
    transaction: unused,
    snapshot: unused,
    close: async () => {},
  };
  const services = { database, now: () => new Date() };
  const connections = { channel: "email" as const, setting: "imap", follow: () => ({ close: () => {} }) };
  const followed = followLeased({ services, log, lookMs: 1 }, connections);
  onTestFinished(() => followed.close());
  for (const reads of [1, 2, 3]) {
    await waitFor(() => expect(query).toHaveBeenCalledTimes(reads));
    noteWrite();
  }
});
