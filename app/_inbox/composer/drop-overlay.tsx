"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDraft } from "./draft";

/** Covers the conversation while files are dragged over it, and says where they will go. */
export function DropOverlay() {
  const t = useTranslations("files");
  const { isDropping, isNote, name } = useDraft();
  if (!isDropping) return null;
  return (
    <div className="pointer-events-none absolute inset-0 z-20 bg-scrim p-3 md:p-5">
      <div className="grid h-full place-items-center rounded-l border-2 border-accent border-dashed bg-accent-soft/90">
        <p className="flex items-center gap-2.5 px-4 font-semibold text-accent text-md">
          <Paperclip size={20} aria-hidden />
          <bdi>{isNote ? t("dropNote") : t("dropReply", { name })}</bdi>
        </p>
      </div>
    </div>
  );
}
