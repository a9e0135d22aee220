import type { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { S3Settings } from "@/server/lib/process/file-settings";
import { reasonOf } from "@/server/lib/process/start-failure";
import { FileStoreAway, FileStoreFull } from "./file-store";

const CONNECT_MS = 5_000;
/** From the beginning of a request, which is a part at most, to the beginning of its response. */
const RESPONSE_MS = 60_000;
/** Without a byte. A reader that pauses longer reads the rest by a range. */
const SILENCE_MS = 120_000;
/** Each read that lasts has one. */
const SOCKETS = 500;

type Sdk = typeof import("@aws-sdk/client-s3");
export type Client = { sdk: Sdk; client: S3Client };
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
export const answerOf = (error: unknown): S3ServiceException | null =>
  error instanceof Error && "$metadata" in error && "$fault" in error ? (error as S3ServiceException) : null;

export const isMissing = (error: unknown): boolean =>
  ["NoSuchKey", "NotFound"].includes(answerOf(error)?.name ?? "");

const FULL = 507;

export function storeFault(error: unknown): Error {
  const answer = answerOf(error);
  if (answer?.$metadata.httpStatusCode === FULL) return new FileStoreFull(reasonOf(error), { cause: error });
  return new FileStoreAway(reasonOf(error), { cause: error, isRefusal: answer?.$fault === "client" });
}
