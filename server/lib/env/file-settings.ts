import { z } from "zod";
import { wholeNumber } from "./whole-number";

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");
/** The bound is that of an entry of a tar archive, which a backup is. */
const fileBytes = wholeNumber({
  from: 1,
  to: 8 ** 11 - 1,
  error: "must be a whole number from 1 to 8589934591 (8 GiB)",
});
const visitorFileBytes = wholeNumber({
  from: 1,
  to: Number.MAX_SAFE_INTEGER,
  error: "must be a whole number, at least 1",
});
const budget = wholeNumber({
  from: 0,
  to: 2 ** 50,
  error: "must be a whole number of bytes from 0 to 1125899906842624 (1 PiB)",
});

/** The variables of files. */
export const fileVariables = {
  /** Files are kept in this bucket; unset: in DATA_DIR/files. */
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be a http:// or https:// address" }).optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  /** By default true with S3_ENDPOINT: servers other than AWS' seldom have a host name for each bucket. */
  S3_FORCE_PATH_STYLE: flag.optional(),
  /** Bytes of the greatest file. */
  FILE_BYTES_MAX: fileBytes.optional(),
  /** The same of a file that a visitor sends: a customer by the public API. At most FILE_BYTES_MAX counts. */
  VISITOR_FILE_BYTES_MAX: visitorFileBytes.optional(),
  /** Bytes of files on a day (UTC): of a visitor, of all visitors of an inbox, of an account; 0 = any number. */
  UPLOAD_BYTES_VISITOR: budget.optional(),
  UPLOAD_BYTES_INBOX: budget.optional(),
  UPLOAD_BYTES_ACCOUNT: budget.optional(),
  /** Bytes of the disk that files leave free for the database; 0 = none. */
  DISK_RESERVE: budget.optional(),
  /** The most files of one message. */
  MESSAGE_FILES_MAX: wholeNumber({ from: 1, to: 100 }).optional(),
};

export type FileVariables = z.infer<z.ZodObject<typeof fileVariables>>;

/** A bucket, and how to reach it. */
export type S3Settings = {
  bucket: string;
  region: string;
  /** Absent: AWS itself. */
  endpoint?: string | undefined;
  /** Absent: what AWS' client finds, such as the role of the machine. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** The bucket in the path of addresses instead of in the name of the host. */
  forcePathStyle: boolean;
};

type Found = { s3: S3Settings | null; fault: string | null };

/**
 * The bucket for files, or null; and why the variables cannot be used together, in one sentence, or null. `BACKUP_BUCKET`
 * uses the other variables too.
 */
export function s3SettingsOf(env: FileVariables & { BACKUP_BUCKET?: string | undefined }): Found {
  if (env.S3_BUCKET !== undefined)
    return s3ConnectionOf(env, { bucket: env.S3_BUCKET, variable: "S3_BUCKET" });
  const others = Object.entries(env).filter(([name, value]) => name.startsWith("S3_") && value !== undefined);
  const isUseless = others[0] && env.BACKUP_BUCKET === undefined;
  return { s3: null, fault: isUseless ? `${others[0]?.[0]} needs S3_BUCKET: ${WHERE}` : null };
}

/** How to reach a bucket that `variable` names; and why the variables cannot be used together, or null. */
export function s3ConnectionOf(
  env: FileVariables,
  { bucket, variable }: { bucket: string; variable: string },
): Found {
  const { S3_REGION: region, S3_ENDPOINT: endpoint } = env;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) return { s3: null, fault: HALF_KEY };
  if (region === undefined && endpoint === undefined) return { s3: null, fault: `${variable} ${NO_PLACE}` };
  return {
    fault: null,
    s3: {
      bucket,
      region: region ?? "us-east-1", // what servers without regions expect in a signature
      endpoint,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
      forcePathStyle: env.S3_FORCE_PATH_STYLE ?? endpoint !== undefined,
    },
  };
}

const WHERE = "without a bucket files are kept in DATA_DIR";
const HALF_KEY = "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together";
const NO_PLACE = "needs S3_REGION (of AWS) or S3_ENDPOINT (of another server)";
