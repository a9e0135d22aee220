import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { warn } from "@/app/_ui/overlay/toast";

/**
 * Files cannot be sent yet: a dropped or pasted file is refused with a message while the composer is shown. Otherwise the
 * browser would navigate to the file.
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
    // A copied table is both text and a picture: the text is meant.
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
