"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { warn } from "@/app/_ui/overlay/toast";

/** A field outside the composer, or a window over the page, takes what is pasted itself. */
const OTHERS = 'input, textarea, [contenteditable="true"], [role="dialog"], [role="menu"]';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/**
 * Takes files that are dropped on the conversation around the composer, and files that are pasted. Returns whether files
 * are being dragged over it. Elsewhere a drop does nothing: otherwise the browser would navigate to the file.
 */
export function useFileTransfer(
  composer: RefObject<HTMLElement | null>,
  onFiles: (files: File[]) => void,
): boolean {
  const t = useTranslations("files");
  const [isOver, setOver] = useState(false);
  const isInside = ({ target }: Event) =>
    target instanceof Node && composer.current?.parentElement?.contains(target) === true;

  const onDragOver = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = isInside(event) ? "copy" : "none";
    setOver(isInside(event));
  });
  const onDragLeave = useEffectEvent(({ relatedTarget }: DragEvent) => {
    if (relatedTarget === null) setOver(false); // it left the window
  });
  const onDrop = useEffectEvent((event: DragEvent) => {
    setOver(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!isInside(event)) return;
    const { files, hasFolders } = droppedFiles(event.dataTransfer?.items ?? []);
    if (hasFolders) warn({ text: t("folders") });
    onFiles(files);
  });
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const { target } = event;
    const isElsewhere = target instanceof Element && target.closest(OTHERS) !== null;
    const isHere = target instanceof Node && composer.current?.contains(target) === true;
    if (event.defaultPrevented || (isElsewhere && !isHere)) return;
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("dragover", (event) => onDragOver(event), { signal });
    addEventListener("dragleave", (event) => onDragLeave(event), { signal });
    addEventListener("drop", (event) => onDrop(event), { signal });
    addEventListener("paste", (event) => onPaste(event), { signal });
    return () => listening.abort();
  }, []);
  return isOver;
}

/** What a clipboard or a drag has; of `DataTransfer`. */
type Transfer = Pick<DataTransfer, "types" | "getData"> & { files: Iterable<File> };

/**
 * The pasted files. A copied table is both text and a picture: the text is meant. A copied file may come with its name as
 * text: the file is meant.
 */
export function pastedFiles(transfer: Transfer | null): File[] {
  const files = [...(transfer?.files ?? [])];
  if (!transfer || files.length === 0) return [];
  const text = transfer.getData("text/plain").trim();
  return text === "" || isNamesOf(files, text) ? files : [];
}

/** Whether the text consists of the files' names or paths, one per line. */
function isNamesOf(files: readonly File[], text: string): boolean {
  const names = new Set(files.map(({ name }) => name));
  return text.split(/[\r\n]+/).every((line) => names.has(line.trim().split(/[/\\]/).at(-1) ?? ""));
}

/** Of `DataTransferItem`. */
type Item = { kind: string; getAsFile(): File | null; webkitGetAsEntry(): { isDirectory: boolean } | null };

/** The dropped files, and whether folders were among them, which cannot be attached. */
export function droppedFiles(items: Iterable<Item>): { files: File[]; hasFolders: boolean } {
  const given = [...items].filter(({ kind }) => kind === "file");
  const folders = given.filter((item) => item.webkitGetAsEntry()?.isDirectory === true);
  const files = given.filter((item) => !folders.includes(item)).flatMap((item) => item.getAsFile() ?? []);
  return { files, hasFolders: folders.length > 0 };
}
