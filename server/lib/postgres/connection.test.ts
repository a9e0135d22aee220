import { expect, test } from "vitest";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { withConnection } from "./connection";

const { url, name } = await createTestDatabase(null);

test("a connection that Postgres ends between two statements fails the next one only", async () => {
  const work = withConnection(url, async (client) => {
    await client.query("begin");
    const ended = new Promise((resolve) => client.once("end", resolve));
    await withConnection(testServerUrl("postgres"), (other) =>
      other.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]),
    );
    await ended;
    await client.query("commit");
  });
  await expect(work).rejects.toThrow("not queryable");
});

test("an address at which nobody answers is refused, and leaves nothing open", async () => {
  const nobody = Object.assign(new URL(url), { port: "1" }).href;
  await expect(withConnection(nobody, () => Promise.reject(new Error("connected")))).rejects.toThrow(
    "ECONNREFUSED",
  );
});
