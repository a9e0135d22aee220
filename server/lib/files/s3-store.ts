import { Readable } from "node:stream";
import type { S3Settings } from "@/server/lib/process/file-settings";
import { checkFileKey, FileMissing, type FileStore } from "./file-store";
import {
  answerOf,
  type Client,
  type Connection,
  isMissing,
  openConnection,
  storeFault,
} from "./s3-connection";
import { bytesOf, trackSource } from "./tracked-source";

/** The least that S3 takes. */
const PART_BYTES = 5 * 1024 * 1024;
/** Parts in flight of one file; one more is being gathered. */
const PARTS = 2;

/** Objects in a bucket, named by their key. Files of more than a part are uploaded in parts. Connects at the first use. */
export function createS3Store(settings: S3Settings): FileStore {
  let opened: Promise<Connection> | undefined;
  const connect = () => {
    opened ??= openConnection(settings);
    return opened;
  };
  const objectOf = (key: string) => ({ Bucket: settings.bucket, Key: checkFileKey(key) });

  return {
    async write(key, bytes, signal) {
      const { client, Upload } = await connect();
      const source = trackSource(bytes, signal);
      const params = { ...objectOf(key), Body: Readable.from(bytesOf(source), { objectMode: false }) };
      try {
        await new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS }).done();
      } catch (error) {
        const fault = source.fault();
        throw fault ? fault.error : storeFault(error);
      }
    },

    async read(key, range) {
      const { client, sdk } = await connect();
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ ...objectOf(key), Range }));
        return Body instanceof Readable ? Body : Readable.from([]);
      } catch (error) {
        throw isMissing(error) ? new FileMissing(key) : storeFault(error);
      }
    },

    async size(key) {
      const { client, sdk } = await connect();
      try {
        const { ContentLength } = await client.send(new sdk.HeadObjectCommand(objectOf(key)));
        return ContentLength ?? 0;
      } catch (error) {
        if (isMissing(error)) return null;
        throw storeFault(error);
      }
    },

    async remove(key) {
      const { client, sdk } = await connect();
      try {
        await abortUploads({ client, sdk }, objectOf(key));
        await client.send(new sdk.DeleteObjectCommand(objectOf(key)));
      } catch (error) {
        throw storeFault(error);
      }
    },
  };
}

type StoredObject = { Bucket: string; Key: string };

/** Aborts uploads of the key that were begun and never completed: their parts take room, and are paid for. */
async function abortUploads({ sdk, client }: Client, object: StoredObject): Promise<void> {
  for (const UploadId of await listUploads({ sdk, client }, object)) {
    try {
      await client.send(new sdk.AbortMultipartUploadCommand({ ...object, UploadId }));
    } catch (error) {
      if (answerOf(error)?.name !== "NoSuchUpload") throw error;
    }
  }
}

/** None where the server cannot list them. */
async function listUploads({ sdk, client }: Client, { Bucket, Key }: StoredObject): Promise<string[]> {
  try {
    const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
    return Uploads.flatMap(({ UploadId }) => UploadId ?? []);
  } catch (error) {
    if (answerOf(error)?.name === "NotImplemented") return [];
    throw error;
  }
}
