"use client";

import { useState } from "react";
import { type Files, useUploads } from "@/app/_inbox/composer/files/use-files";
import { localImages } from "@/app/_lib/files/page-uploads";
import { uploadFile } from "@/app/_lib/files/upload-file";
import { createUploads } from "@/app/_lib/files/uploads";
import type { Attachment } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";
import type { CannedFile, CannedReplyDto } from "@/server/contract/organising/canned-reply";

/** The uploads of a dialog are one message's. */
const PLACE = 0;

/** The files of a canned reply that is edited: those that it has, and those that are uploaded meanwhile. */
export function useReplyFiles(reply: CannedReplyDto | null): Files {
  const [all] = useState(() => {
    const uploads = createUploads(uploadFile, localImages);
    uploads.restore(PLACE, reply?.files.map(toAttachment) ?? []);
    return uploads;
  });
  return useUploads(all, PLACE);
}

/** A file as uploads show it. An image without a preview is its own. */
const toAttachment = (file: CannedFile): Attachment => ({
  ...file,
  sha256: null,
  width: null,
  height: null,
  durationMs: null,
  hasPreview: fileKind(file.contentType) === "image",
  state: "ready",
  failure: null,
});
