import type { Db } from "@/server/store/_postgres/db";

/** The files of these direct uploads, by the upload's id; those without bytes yet are missing. Index: file_upload. */
export async function findUploads(
  db: Db,
  accountId: number,
  uploadIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ uploadId: string; id: number }>(
    `select upload_id as "uploadId", id from file
      where account_id = $1 and upload_id = any($2::uuid[]) and state = 'ready'`,
    [accountId, uploadIds],
  );
  return new Map(rows.map(({ uploadId, id }) => [uploadId, id]));
}
