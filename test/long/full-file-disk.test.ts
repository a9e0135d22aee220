import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { formOf, PNG } from "@/test/support/scenes/files";

const DISK_BYTES = 1024 * 1024;

const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

/** A client of the API whose files are in a file system of this size; null: none can be mounted here. */
async function openOnDisk() {
  const folder = mkdtempSync(join(tmpdir(), "tickline-disk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", folder)) return null;
  onTestFinished(() => void run("umount", folder));
  const api = await openApi(createApp);
  onTestFinished(() => api.close());
  api.services = createServices({ ...api.services, files: createFolderStore(join(folder, "files")) });
  const { client, token } = await createTokenTenant(api);
  const { path } = await begin(client);
  const send = async (content: string, name: string, bytes: Uint8Array) => {
    const response = await fetch(`${api.url}${path}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: formOf({ content }, [{ name, bytes }], "file"),
    });
    return { status: response.status, body: await response.json() };
  };
  return { folder, send };
}

const NO_MOUNT = "a filesystem cannot be mounted here: run it as root, with the right to mount";

async function expectStored({ folder, send }: NonNullable<Awaited<ReturnType<typeof openOnDisk>>>) {
  const { status, body } = await send("small", "a.png", PNG);
  expect({ status, body }).toMatchObject({ status: 201, body: { attachments: [{ state: "ready" }] } });
  const loaded = await fetch(body.attachments[0].url);
  expect(Buffer.from(await loaded.arrayBuffer())).toEqual(PNG);
  const stored = readdirSync(folder, { recursive: true, withFileTypes: true });
  expect(stored.filter((entry) => entry.isFile())).toHaveLength(1);
}

test("a message keeps its text when the disk is too small for its file, and the next file fits", async ({
  skip,
}) => {
  const disk = await openOnDisk();
  if (!disk) return skip(NO_MOUNT);
  expect(await disk.send("too large", "film.bin", randomBytes(2 * DISK_BYTES))).toMatchObject({
    status: 201,
    body: { content: "too large", attachments: [{ state: "failed", failure: "not_stored" }] },
  });
  await expectStored(disk);
});

test("a message keeps its text while the disk is read-only, and files are stored again afterwards", async ({
  skip,
}) => {
  const disk = await openOnDisk();
  if (!disk) return skip(NO_MOUNT);
  expect(run("mount", "-o", "remount,ro", disk.folder)).toBe(true);
  expect(await disk.send("read-only", "a.png", PNG)).toMatchObject({
    status: 201,
    body: { content: "read-only", attachments: [{ state: "failed", failure: "not_stored" }] },
  });
  expect(run("mount", "-o", "remount,rw", disk.folder)).toBe(true);
  await expectStored(disk);
});
