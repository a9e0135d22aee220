"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense } from "react";
import { cn } from "@/app/_lib/class-names";
import type { Files } from "@/app/_shell/composer/use-files";

const FileList = lazy(() => import("@/app/_shell/composer/file-list"));

/** The files of the message that is being written. */
export const FileTiles = ({ files, statusId }: { files: Files; statusId: string }) => (
  <>
    {files.uploads.length === 0 ? null : (
      <Suspense fallback={null}>
        <FileList files={files} className="px-3 pt-2" />
      </Suspense>
    )}
    <UploadStatus files={files} id={statusId} />
  </>
);

/** What keeps the message from being sent. Read aloud when it changes: when uploads end or fail, not with each percent. */
function UploadStatus({ files: { uploads, blockedBy }, id }: { files: Files; id: string }) {
  const t = useTranslations("files");
  const failed = uploads.filter(({ state }) => state.kind === "failed").length;
  const running = uploads.filter(({ state }) => state.kind !== "failed" && state.kind !== "stored").length;
  return (
    <p
      id={id}
      role="status"
      className={cn(
        "px-3.5 pt-1.5 text-sm empty:hidden",
        blockedBy === "failed" ? "text-bad" : "text-muted",
        blockedBy === null && "sr-only",
      )}
    >
      {blockedBy === "failed" ? t("failed", { count: failed }) : null}
      {blockedBy === "running" ? t("running", { count: running }) : null}
      {blockedBy === null && uploads.length > 0 ? t("ready", { count: uploads.length }) : null}
    </p>
  );
}
