import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { openConnection } from "@/server/lib/files/s3-store";
import { startS3Server } from "@/test/support/network/s3-server";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { backupName, createBackupBucket } from "./backup-place";

const HOUR_MS = 3_600_000;

test("the next backup removes the parts of one whose upload a killed process began, and no others", async () => {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const { client, sdk } = await openConnection(server.settings);
  const now = new Date();
  const left = backupName(new Date(now.getTime() - HOUR_MS));
  for (const Key of [left, "tickline-of-somebody-else"]) {
    const object = { Bucket: server.settings.bucket, Key };
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(object));
    const Body = randomBytes(5 * 1024 * 1024);
    await client.send(new sdk.UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body }));
  }
  const place = createBackupBucket(server.settings, temporaryFolder());
  const write = (path: string) => writeFile(path, "a backup");
  await place.store(backupName(now), write, new AbortController().signal);
  expect(await server.uploads()).toEqual(["tickline-of-somebody-else"]);
  expect(await place.list()).toEqual([backupName(now)]);
});
