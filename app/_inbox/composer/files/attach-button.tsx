"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { useIsMac } from "@/app/_shell/keys/use-is-mac";
import { IconButton } from "@/app/_ui/icon-button";
import { type AttachHandle, FilePicker } from "./file-picker";

type AttachButtonProps = { handle: RefObject<AttachHandle | null>; onFiles: (files: File[]) => void };

/** Opens the system's file window. */
export function AttachButton({ handle, onFiles }: AttachButtonProps) {
  const t = useTranslations("files");
  const isMac = useIsMac();
  return (
    <>
      <IconButton
        label={t("attach")}
        shortcut={keyText(WRITING_KEYS.attach, isMac)}
        onClick={() => handle.current?.open()}
      >
        <Paperclip size={17} aria-hidden />
      </IconButton>
      <FilePicker handle={handle} label={t("attach")} onFiles={onFiles} />
    </>
  );
}
