import { Readable } from "node:stream";
import type { MultipartUpload, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { S3Settings } from "@/server/lib/env/file-settings";
import { reasonOf } from "@/server/lib/process/start-failure";
import { checkFileKey, FileMissing, type FileStore, FileStoreAway, FileStoreFull } from "./file-store";
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
        const { Bucket } = objectOf(key);
        await abortUploads({ client, sdk }, { Bucket, Prefix: key, isMeant: (found) => found === key });
        await client.send(new sdk.DeleteObjectCommand(objectOf(key)));
      } catch (error) {
        throw storeFault(error);
      }
    },
  };
}

type Begun = { Bucket: string; Prefix: string; isMeant: (key: string) => boolean };

/** Aborts uploads of these keys that were begun and never completed: their parts take room, and are paid for. */
export async function abortUploads({ sdk, client }: Client, { isMeant, ...begun }: Begun): Promise<void> {
  for (const { Key, UploadId } of await listUploads({ sdk, client }, begun)) {
    if (Key === undefined || !isMeant(Key)) continue;
    try {
      await client.send(new sdk.AbortMultipartUploadCommand({ Bucket: begun.Bucket, Key, UploadId }));
    } catch (error) {
      if (answerOf(error)?.name !== "NoSuchUpload") throw error;
    }
  }
}

/** None where the server cannot list them. */
async function listUploads(
  { sdk, client }: Client,
  begun: Omit<Begun, "isMeant">,
): Promise<MultipartUpload[]> {
  try {
    const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand(begun));
    return Uploads;
  } catch (error) {
    if (answerOf(error)?.name === "NotImplemented") return [];
    throw error;
  }
}

const CONNECT_MS = 5_000;
/** From the beginning of a request, which is a part at most, to the beginning of its response. */
const RESPONSE_MS = 60_000;
/** Without a byte. A reader that pauses longer reads the rest by a range. */
const SILENCE_MS = 120_000;
/** Each read that lasts has one. */
const SOCKETS = 500;

type Sdk = typeof import("@aws-sdk/client-s3");
type Client = { sdk: Sdk; client: S3Client };
export type Connection = Client & Pick<typeof import("@aws-sdk/lib-storage"), "Upload">;

/** Loads AWS' client only where it is used: it takes half a second, and memory. */
export async function openConnection({
  credentials,
  endpoint,
  region,
  forcePathStyle,
}: S3Settings): Promise<Connection> {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true"; // seven lines about Node, in every log
  const [sdk, { Upload }] = await Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/lib-storage")]);
  const client = new sdk.S3Client({
    region,
    forcePathStyle,
    ...(credentials && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    // Servers other than AWS' refuse the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: RESPONSE_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
    },
  });
  return { sdk, client, Upload };
}

/** The server's answer; null: it did not answer. */
const answerOf = (error: unknown): S3ServiceException | null =>
  error instanceof Error && "$metadata" in error && "$fault" in error ? (error as S3ServiceException) : null;

const isMissing = (error: unknown): boolean =>
  ["NoSuchKey", "NotFound"].includes(answerOf(error)?.name ?? "");

const FULL = 507;

/** A server that has no time now answers by these. */
const PASSING: ReadonlySet<number | undefined> = new Set([408, 429]);

/** Whether the server refuses what it will refuse again: the configuration is wrong. */
const isLasting = ({ $fault, $metadata, name }: S3ServiceException): boolean =>
  $fault === "client" && !PASSING.has($metadata.httpStatusCode) && name !== "RequestTimeout";

export function storeFault(error: unknown): Error {
  const answer = answerOf(error);
  if (answer?.$metadata.httpStatusCode === FULL) return new FileStoreFull(reasonOf(error), { cause: error });
  return new FileStoreAway(reasonOf(error), {
    cause: error,
    isRefusal: answer !== null && isLasting(answer),
  });
}
