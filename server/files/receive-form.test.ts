import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createFolderStore } from "@/server/lib/files/folder-store";
import type { Database } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { receiveForm } from "./receive-form";

const folder = mkdtempSync(join(tmpdir(), "tickline-form-"));
let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const part = (name: string) =>
  `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\nhello\r\n`;
const errors = { broken: () => new Error("broken"), tooLarge: () => new Error("too large") };

/** The world's database, of which every statement that matches fails from the nth time on. */
function failing(pattern: RegExp, nth: number): Database {
  let seen = 0;
  const refuse = (text: string) => {
    if (pattern.test(text) && ++seen >= nth) throw new Error("canceling statement due to lock timeout");
  };
  return {
    ...world.database,
    query: async (sql, ...rest) => {
      refuse(textOf(sql));
      return world.database.query(sql, ...rest);
    },
    raw: async (text, ...rest) => {
      refuse(text);
      return world.database.raw(text, ...rest);
    },
  };
}

test.each([
  ["the first row", /^insert into .*\bfile\b/i, 1],
  ["a later row", /^insert into .*\bfile\b/i, 2],
  ["the result of a file", /^update .*\bfile\b/i, 1],
] as const)(
  "a form ends with the database's error while it still arrives, when %s cannot be written",
  async (_, pattern, nth) => {
    const stream = new PassThrough();
    const receiving = {
      database: failing(pattern, nth),
      files: createFolderStore(folder),
      fileLimits: { bytesMax: 1_000, perMessage: 10 },
      uploads: UNLIMITED,
      now: () => world.clock.now,
    };
    const received = receiveForm(
      { stream, contentType: "multipart/form-data; boundary=b", length: undefined, errors },
      receiving,
      tenant.admin,
    );
    const refused = expect(received).rejects.toThrow("lock timeout");
    stream.write(part("a.txt") + part("b.txt") + part("c.txt"));
    // The rest is discarded before the end of the body: the client reads the answer when it has sent everything.
    await vi.waitUntil(() => stream.listeners("data").some(({ name }) => name === "count"), {
      timeout: 5_000,
    });
    stream.end("--b--");
    await refused;
    expect(await world.database.query("select 1 from file")).toEqual([]); // a trigger queues the bytes for removal
  },
);

const receive = (stream: PassThrough, perMessage: number) =>
  receiveForm(
    { stream, contentType: "multipart/form-data; boundary=b", length: undefined, errors },
    {
      database: world.database,
      files: createFolderStore(folder),
      fileLimits: { bytesMax: 1_000, perMessage },
      uploads: UNLIMITED,
      now: () => world.clock.now,
    },
    tenant.admin,
  );

test.each([
  ["before its file is read", "a.txt", 10],
  ["in a file that was not chosen", "", 10],
  ["in a file beyond those of a message", "a.txt", 0],
])("a body that ends within a part, %s, is broken and leaves nothing", async (_, name, perMessage) => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", note);
  try {
    const stream = new PassThrough();
    stream.end(part(name).slice(0, -"lo\r\n".length));
    await expect(receive(stream, perMessage)).rejects.toThrow("broken");
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("uncaughtException", note);
    for (const other of others) process.on("uncaughtException", other);
  }
  expect(uncaught).toEqual([]);
  expect(await world.database.query("select 1 from file")).toEqual([]);
});
