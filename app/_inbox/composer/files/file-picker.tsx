"use client";

import { type ChangeEvent, type RefObject, useImperativeHandle, useRef } from "react";

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
