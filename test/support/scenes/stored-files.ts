import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Attachment } from "@/server/contract/_shared/dto";
import { newFileKey } from "@/server/lib/files/file-store";
import { one } from "@/server/store/_postgres/db";
import { readAttachments } from "@/server/store/files/shown-attachments";
import type { World } from "@/test/support/scenes/world";

type Given = {
  name?: string;
  contentType?: string;
  state?: "uploading" | "pending" | "ready";
  sourceUrl?: string;
  /** Null: nothing is left to do. By default it is due now. */
  workDueAt?: Date | null;
  unattachedSince?: Date | null;
  key?: string;
};

export type StoredFile = { id: number; key: string };

/** A file's row, and its bytes in the world's store unless it has none yet. */
export async function storeFile(
  { database, files, clock }: Pick<World, "database" | "files" | "clock">,
  accountId: number,
  { content, ...given }: Given & { content?: Uint8Array } = {},
): Promise<StoredFile> {
  const { contentType = "application/octet-stream", state = "ready" } = given;
  const { name = "x.bin", key = newFileKey() } = given;
  if (content) await files.write(key, bytesOf(content));
  const row = one(
    await database.query<{ id: number }>(
      `insert into file (account_id, name, content_type, bytes, sha256, key, state, source_url, creator_type,
                         work_due_at, unattached_since, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'user', $9, $10, $11) returning id`,
      [
        accountId,
        name,
        contentType,
        content?.length ?? 0,
        content || state === "ready"
          ? createHash("sha256")
              .update(content ?? "")
              .digest("hex")
          : null,
        key,
        state,
        given.sourceUrl ?? null,
        given.workDueAt === undefined ? clock.now : given.workDueAt,
        given.unattachedSince ?? null,
        clock.now,
      ],
    ),
  );
  return { id: row.id, key };
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Gives a message these files, as if it had been sent with them. */
export async function attachFiles(
  { database }: Pick<World, "database">,
  { accountId, messageId }: { accountId: number; messageId: number },
  files: readonly StoredFile[],
): Promise<void> {
  for (const [index, { id }] of files.entries())
    await database.query(
      `insert into message_attachment (account_id, message_id, number, file_id) values ($1, $2, $3, $4)`,
      [accountId, messageId, index + 1, id],
    );
  const shown = (await readAttachments(database, accountId, [messageId])).get(messageId);
  await database.query(`update message set attachments = $3 where account_id = $1 and id = $2`, [
    accountId,
    messageId,
    JSON.stringify(shown),
  ]);
}

/** What a message shows of its files. */
export async function attachmentsOf(
  { database }: Pick<World, "database">,
  messageId: number,
): Promise<Attachment[]> {
  const sql = "select attachments from message where id = $1";
  return one(await database.query<{ attachments: Attachment[] | null }>(sql, [messageId])).attachments ?? [];
}

/** The keys under which anything lies in the world's store. */
export async function keysOnDisk({ filesFolder }: Pick<World, "filesFolder">): Promise<string[]> {
  const entries = await readdir(filesFolder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = relative(filesFolder, join(entry.parentPath, entry.name));
    return entry.isFile() ? [path.startsWith("archives/") ? path : entry.name] : [];
  });
}

/** Deletes all files, for the next test. */
export async function clearFiles(world: Pick<World, "database" | "files" | "filesFolder">): Promise<void> {
  await world.database.query("delete from file");
  await world.database.query("delete from file_removal");
  for (const key of await keysOnDisk(world)) await world.files.remove(key);
}
