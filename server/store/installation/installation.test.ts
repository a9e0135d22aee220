import { expect, onTestFinished, test, vi } from "vitest";
import { openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { createStorageWatch } from "./installation";

const { url, name } = await createTestDatabase();

test("storage is out from the first change that fails until one is stored, also if nobody changes anything", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const setReadOnly = (isOn: "on" | "off") =>
    onServer(`alter database ${name} set default_transaction_read_only = ${isOn}`);
  const open = () => {
    const database = openDatabase({ url, max: 1 });
    onTestFinished(() => database.close());
    return database;
  };
  const later = () => void vi.advanceTimersByTime(60_000);
  await setReadOnly("on"); // for connections that are opened from now on
  const full = open();
  const before = createStorageWatch(full);
  expect(await before.isOut()).toBe(false); // nobody has noticed
  await expect(full.query("update installation set probe = null")).rejects.toThrow("read-only transaction");
  expect(await before.isOut()).toBe(true);
  later();
  expect(await before.isOut()).toBe(true); // the probe failed too
  await setReadOnly("off");
  const after = createStorageWatch(open());
  expect(await after.isOut()).toBe(true); // what failed now and then is one outage
  later();
  expect(await after.isOut()).toBe(false);
});

async function onServer(statement: string): Promise<void> {
  const server = openDatabase({ url: testServerUrl("postgres"), max: 1 });
  await server.query(statement);
  await server.close();
}
