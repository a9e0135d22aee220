import { newId } from "@/app/_lib/new-id";
import type { Attachment } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";
import { createUploadQueue, type UploadFile, type UploadSource } from "./upload-queue";
import {
  attachmentsIn,
  changeUploads,
  type LocalImage,
  sendingBlockedBy,
  type Upload,
  type UploadChange,
} from "./upload-state";

/** The limits of the server: bytes of a file, and files of a message. */
export type FileLimits = { bytesMax: number; perMessage: number };

/** The object URLs of images, by the id of their file on the server. */
export type LocalImages = {
  make(file: File): LocalImage;
  keep(fileId: number, image: LocalImage): void;
  find(fileId: number): LocalImage | null;
  revoke(image: LocalImage): void;
};

/** The files of unsent messages of this page, by conversation. They are uploaded as soon as they are added. */
export type Uploads = {
  read(displayId: number): readonly Upload[];
  /** Adds files up to the limit of a message; returns how many were left out. Null: the limits are not known yet. */
  add(displayId: number, files: readonly UploadSource[], limits: FileLimits | null): number;
  /** Also cancels its upload. */
  remove(displayId: number, key: string): void;
  retry(displayId: number, key: string): void;
  /** The message is being sent: takes its stored files out, in order; of several, those with these ids. */
  take(displayId: number, fileIds?: readonly number[]): Attachment[];
  /** Puts the files of a message that was not sent back. */
  restore(displayId: number, attachments: readonly Attachment[]): void;
  /** Whether a file of any conversation is still on its way. */
  isUploading(): boolean;
  /** Calls back with the conversation whose files have changed. */
  subscribe(listener: (displayId: number) => void): () => void;
};

const NONE: readonly Upload[] = [];

export function createUploads(upload: UploadFile, images: LocalImages): Uploads {
  const byConversation = new Map<number, readonly Upload[]>();
  const listeners = new Set<(displayId: number) => void>();

  const read = (displayId: number) => byConversation.get(displayId) ?? NONE;
  const find = (displayId: number, key: string) => read(displayId).find((one) => one.key === key);
  function change(displayId: number, made: UploadChange): void {
    const before = read(displayId);
    const after = changeUploads(before, made);
    if (after === before) return;
    byConversation.set(displayId, after);
    if (made.what === "stored") keepImage(displayId, made.key, made.attachment.id);
    for (const listener of listeners) listener(displayId);
  }
  function keepImage(displayId: number, key: string, fileId: number): void {
    const image = find(displayId, key)?.image;
    if (image) images.keep(fileId, image);
  }
  const queue = createUploadQueue(upload, {
    isWaiting: (displayId, key) => find(displayId, key)?.state.kind === "waiting",
    onChange: change,
  });

  return {
    read,
    add(displayId, files, limits) {
      const room = limits ? Math.max(0, limits.perMessage - read(displayId).length) : files.length;
      const added = files.slice(0, room).map((file) => ({ file, one: toUpload(file, limits, images) }));
      change(displayId, { what: "added", uploads: added.map(({ one }) => one) });
      for (const { file, one } of added) queue.put(one.key, displayId, file);
      return files.length - added.length;
    },
    remove(displayId, key) {
      const image = find(displayId, key)?.image;
      change(displayId, { what: "removed", key });
      if (image) images.revoke(image);
      queue.cancel(key);
    },
    retry(displayId, key) {
      change(displayId, { what: "retried", key });
      queue.runNext();
    },
    take(displayId, fileIds) {
      const uploads = read(displayId);
      const taken = attachmentsIn(uploads).filter(({ id }) => fileIds?.includes(id) ?? true);
      for (const { key, state } of uploads)
        if (state.kind === "stored" && taken.includes(state.attachment))
          change(displayId, { what: "removed", key });
      return taken;
    },
    restore(displayId, attachments) {
      const uploads = attachments.map((attachment) => toStored(attachment, images));
      if (uploads.length > 0) change(displayId, { what: "restored", uploads });
    },
    isUploading: () =>
      [...byConversation.values()].some((uploads) => sendingBlockedBy(uploads) === "running"),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A file that was just added; one that is too large is not uploaded at all. */
function toUpload(file: UploadSource, limits: FileLimits | null, images: LocalImages): Upload {
  const isTooLarge = limits !== null && file.size > limits.bytesMax;
  const isImage = file instanceof File && fileKind(file.type) === "image";
  return {
    key: newId(),
    name: file.name,
    bytes: file.size,
    contentType: file.type,
    image: isImage ? images.make(file) : null,
    state: isTooLarge ? { kind: "failed", problem: "too_large" } : { kind: "waiting" },
  };
}

const toStored = (attachment: Attachment, images: LocalImages): Upload => ({
  key: newId(),
  name: attachment.name,
  bytes: attachment.bytes,
  contentType: attachment.contentType,
  image: images.find(attachment.id),
  state: { kind: "stored", attachment },
});
