import { postFile } from "@/app/_lib/files/post-file";
import { PICTURE_BYTES_MAX } from "@/server/contract/file/constants";

/** A refused upload, as `useErrorText` reads it. */
class UploadRefused extends Error {
  override readonly name = "UploadRefused";
  readonly data: { refusal: unknown };
  constructor(refusal: unknown) {
    super("the upload was refused");
    this.data = { refusal };
  }
}

/** Uploads a picture and returns its file's id; throws the refusal. One that is too large is not sent. */
export async function uploadPicture(file: File): Promise<number> {
  if (file.size > PICTURE_BYTES_MAX) throw new UploadRefused({ code: "file.too_large", field: "file" });
  const { status, body } = await postFile(file);
  if (status !== 201) throw new UploadRefused(read(body, "error"));
  return Number(read(body, "id"));
}

const read = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
