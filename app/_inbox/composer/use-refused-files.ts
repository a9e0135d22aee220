import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { warn } from "@/app/_ui/overlay/toast";

/**
 * Files cannot be sent yet: one that is dropped or pasted while somebody could write is refused in words. Without this the
 * browser would leave the page for the file.
 */
export function useRefusedFiles(): void {
  const t = useTranslations("composer");
  const refuse = useEffectEvent(() => warn({ text: t("noFiles"), detail: t("noFilesText") }));
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      refuse();
    };
    // A copied table is text and a picture of it: then the text is meant.
    const onPaste = ({ clipboardData }: ClipboardEvent) => {
      if (clipboardData?.types.includes("Files") && !clipboardData.types.includes("text/plain")) refuse();
    };
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("dragover", onDragOver, { signal });
    addEventListener("drop", onDrop, { signal });
    addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  }, []);
}
