"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import FileList from "@/app/_inbox/composer/files/file-list";
import { type AttachHandle, FilePicker } from "@/app/_inbox/composer/files/file-picker";
import type { Files } from "@/app/_inbox/composer/files/use-files";
import { Button } from "@/app/_ui/button";

/** The files of a canned reply: added and removed. They are saved with the reply. */
export function FilesField({ files }: { files: Files }) {
  const t = useTranslations("settings.canned");
  const titleId = useId();
  const picker = useRef<AttachHandle>(null);
  const { uploads, blockedBy } = files;
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 id={titleId} className="font-medium">
          {t("files")}
        </h3>
        <Button variant="ghost" onClick={() => picker.current?.open()}>
          <Paperclip size={15} aria-hidden />
          {t("addFiles")}
        </Button>
        <FilePicker handle={picker} label={t("addFiles")} onFiles={files.add} />
      </div>
      {uploads.length === 0 ? (
        <p className="text-muted text-sm">{t("filesHint")}</p>
      ) : (
        <FileList files={files} />
      )}
      <p role="status" className="text-muted text-sm empty:hidden">
        {blockedBy === null ? null : t(`filesBlocked.${blockedBy}`)}
      </p>
    </section>
  );
}
