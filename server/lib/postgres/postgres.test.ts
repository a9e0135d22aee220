import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { faultOfDatabase } from "./external";
import { freePort, sharedBuffers } from "./launch";
import { lockDataDir } from "./lock";
import { findPlace, makeDataDir, storePlace } from "./place";

describe("place", () => {
  let folder: string;
  let dataDir: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "place-")));
    chmodSync(folder, 0o711);
    dataDir = join(folder, "deep", "data");
    makeDataDir(dataDir);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  describe("the place of the database", () => {
    test("is the data folder itself when Postgres' user can enter it", () => {
      expect(findPlace(dataDir)).toEqual({ home: dataDir, cluster: join(dataDir, "postgres") });
    });

    test("is stored", () => {
      storePlace({ home: dataDir, cluster: "/elsewhere/postgres", port: 15_432 });
      expect(findPlace(dataDir)).toEqual({ home: dataDir, cluster: "/elsewhere/postgres", port: 15_432 });
    });

    test("stays with a moved folder", () => {
      storePlace({ home: dataDir, cluster: "/elsewhere/postgres", port: 15_432 });
      const moved = join(folder, "moved");
      renameSync(dataDir, moved);
      expect(findPlace(moved)).toMatchObject({ home: moved, cluster: "/elsewhere/postgres" });
    });

    test("is another one for a copied folder: two apps never share a database by accident", () => {
      storePlace({ home: dataDir, cluster: "/elsewhere/postgres", port: 15_432 });
      const copied = join(folder, "copied");
      cpSync(dataDir, copied, { recursive: true });
      chmodSync(copied, 0o711);
      expect(findPlace(copied)).toEqual({ home: copied, cluster: join(copied, "postgres") });
    });

    test.runIf(process.getuid?.() === 0)(
      "is a shared place, by a hash, when only root can enter the folder",
      () => {
        chmodSync(folder, 0o700);
        const { cluster } = findPlace(dataDir);
        expect(cluster).toMatch(/^\/var\/lib\/tickline\/[0-9a-f]{16}\/postgres$/);
        expect(findPlace(dataDir).cluster).toBe(cluster);
        expect(existsSync(cluster)).toBe(false);
      },
    );
  });

  test("a data folder that cannot be created fails with one line", () => {
    expect(() => makeDataDir("/proc/nowhere/data")).toThrow(
      /^cannot write to the data folder \/proc\/nowhere\/data/,
    );
  });

  test("a secret is created once, is readable by its user only, and stays", () => {
    const secret = storedSecret(dataDir, "a-secret");
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(dataDir, "a-secret")).mode & 0o777).toBe(0o600);
    expect(storedSecret(dataDir, "a-secret")).toBe(secret);
    expect(storedSecret(dataDir, "another")).not.toBe(secret);
  });

  test("a data folder is locked for one app until it releases it", async () => {
    const lock = await lockDataDir(dataDir);
    await expect(lockDataDir(dataDir)).rejects.toThrow(
      `already running on the data folder ${dataDir} (process ${process.pid})`,
    );
    await lock.release();
    await (await lockDataDir(dataDir)).release();
  });

  test("a free port is kept, a used one replaced", async () => {
    const port = await freePort(undefined);
    expect(await freePort(port)).toBe(port);
    const other = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    expect(await freePort(port)).not.toBe(port);
  });

  test.each([
    [{ version: 14, encoding: "UTF8", ctype: "C.UTF-8" }, "runs Postgres 14, but 15 or newer is needed"],
    [{ version: 16, encoding: "SQL_ASCII", ctype: "C.UTF-8" }, "is encoded in SQL_ASCII"],
    [{ version: 16, encoding: "UTF8", ctype: "POSIX" }, "has lc_ctype POSIX"],
  ])("an external database %j is unfit", (database, why) => {
    expect(faultOfDatabase(database)).toContain(why);
  });

  test("an external database with UTF-8 and a real locale will do", () => {
    expect(faultOfDatabase({ version: 15, encoding: "UTF8", ctype: "en_US.UTF-8" })).toBeUndefined();
  });
});

describe("launch", () => {
  const GIB = 1_073_741_824;

  test.each([
    [GIB / 4, "128MB"],
    [GIB, "256MB"],
    [2 * GIB, "512MB"],
    [24 * GIB, "1024MB"],
  ])("of %i bytes of memory Postgres keeps %s for pages", (memory, buffers) => {
    expect(sharedBuffers(memory)).toBe(buffers);
  });
});
