import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import type { S3Settings } from "@/server/lib/env/file-settings";

export type S3Server = {
  settings: S3Settings;
  /** The keys of stored objects. */
  keys(): Promise<string[]>;
  /** The keys of uploads in parts that were begun and neither completed nor aborted. */
  uploads(): Promise<string[]>;
  close(): Promise<void>;
};

const BUCKET = "files";

/** s3rver on a free port, with an empty bucket in a temporary folder. `listsUploads`: false = as s3rver itself, which cannot. */
export async function startS3Server({ listsUploads = true } = {}): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "tickline-s3-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET }],
  });
  const uploads = uploadsIn(join(directory, BUCKET, "._S3rver_uploads"));
  if (listsUploads) server.middleware.unshift(serveUploads(uploads));
  const { port } = await server.run();
  return {
    settings: {
      bucket: BUCKET,
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
      forcePathStyle: true,
    },
    async keys() {
      const names = await readdir(join(directory, BUCKET), { recursive: true });
      return names.flatMap((name) => /^(.+)\._S3rver_object$/.exec(name)?.[1] ?? []);
    },
    uploads: async () => (await uploads.list()).map(({ key }) => key),
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Uploads = { list(): Promise<{ id: string; key: string }[]>; abort(id: string): Promise<void> };

/** s3rver has a folder for each, with a file that has the key. */
const uploadsIn = (folder: string): Uploads => ({
  async list() {
    const ids = await readdir(folder).catch(() => []);
    return Promise.all(ids.map(async (id) => ({ id, key: await readFile(join(folder, id, "key"), "utf8") })));
  },
  abort: (id) => rm(join(folder, id), { recursive: true }),
});

/** The two operations of S3 that s3rver lacks: ListMultipartUploads and AbortMultipartUpload. */
function serveUploads(uploads: Uploads): S3rver["middleware"][number] {
  return async (context, next) => {
    const { uploadId, prefix = "" } = context.query;
    if (context.method === "DELETE" && uploadId !== undefined) {
      await uploads.abort(uploadId);
      context.status = 204;
    } else if (context.method === "GET" && "uploads" in context.query) {
      const listed = (await uploads.list()).filter(({ key }) => key.startsWith(prefix));
      const rows = listed.map(
        ({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`,
      );
      context.type = "application/xml";
      context.body = `<ListMultipartUploadsResult>${rows.join("")}</ListMultipartUploadsResult>`;
    } else await next();
  };
}
