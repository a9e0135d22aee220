"use client";

import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, type RefObject, useImperativeHandle, useRef } from "react";
import { keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { IconButton } from "@/app/_ui/button";
import { useIsMac } from "@/app/_ui/display/kbd";

/** Opens the system's file window. */
export type AttachHandle = { open(): void };

type FilePickerProps = {
  handle: RefObject<AttachHandle | null>;
  label: string;
  onFiles: (files: File[]) => void;
};

/** Picks files of any type, so phones offer the camera, the gallery and files. Shows nothing; `handle` opens it. */
export function FilePicker({ handle, label, onFiles }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(handle, () => ({ open: () => input.current?.click() }));
  const onChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(currentTarget.files ?? [])]);
    currentTarget.value = ""; // the same file may be picked again
  };
  return (
    <input ref={input} type="file" multiple hidden tabIndex={-1} aria-label={label} onChange={onChange} />
  );
}

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
