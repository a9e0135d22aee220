import { beforeEach, expect, test } from "vitest";
import type { Device } from "./device";
import { createDeviceBook, type DeviceBook } from "./device-book";

let nowMs = 0;
let told: string[];
let book: DeviceBook;
let other: DeviceBook;
beforeEach(() => {
  nowMs = 1_000_000;
  told = [];
  const clock = () => nowMs;
  book = createDeviceBook({ nowMs: clock, broadcast: (message) => told.push(message) });
  other = createDeviceBook({ nowMs: clock, broadcast: () => {} });
});

const device = (connectionId: string, more: Partial<Device> = {}): Device => ({
  accountId: 1,
  inboxId: 2,
  identifier: "inbox",
  uid: "ann",
  deviceFlag: 1,
  connectionId,
  isMaster: false,
  name: "1:phone",
  contactId: 3,
  deviceId: 4,
  commandNumber: 0,
  tokenHash: Buffer.alloc(32),
  ...more,
});
const pass = () => {
  for (const message of told.splice(0)) expect(other.receive(message)).toBe(true);
};

test("connections of other processes are known until they end", () => {
  const first = device("a");
  book.add(first);
  book.add(device("b"));
  pass();
  expect(other.online(1)).toEqual([{ inboxId: 2, uid: "ann", deviceFlag: 1, connections: 2 }]);
  book.remove(first);
  pass();
  expect(other.count(first)).toBe(1);
  expect(other.receive("something else")).toBe(false);
});

test("connections of a process that was killed are forgotten, those of one that repeats them are kept", () => {
  book.add(device("a"));
  pass();
  nowMs += 30_000;
  book.repeat();
  pass();
  nowMs += 30_000;
  expect(other.online(1)).toHaveLength(1);
  nowMs += 30_000;
  expect(other.online(1)).toEqual([]);
  expect(book.online(1)).toHaveLength(1);
});

test("a process with thousands of connections repeats them in messages of a bounded size, each of one account", () => {
  const count = 2_000;
  for (let nth = 0; nth < count; nth++)
    book.add(device(`connection-${nth}`, { accountId: 1 + (nth % 3), uid: `user ${nth} 李文` }));
  told.length = 0;
  book.repeat();
  expect(Math.max(...told.map((message) => Buffer.byteLength(message)))).toBeLessThan(7_000);
  pass();
  expect([1, 2, 3].flatMap((accountId) => other.online(accountId))).toHaveLength(count);
});
