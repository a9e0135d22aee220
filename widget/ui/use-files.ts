import { useRef, useState } from "preact/hooks";
import type { WidgetFile } from "@/server/contract/channel/widget";
import { useParts } from "./context";
import { sizeOf } from "./times";

/** A file beside the composer: on its way, or uploaded. */
export type Draft = { key: number; name: string; part: number; file: WidgetFile | null };

/** The files of the message that is written, and why the last one was refused. */
export function useFiles() {
  const { chat, t, locale } = useParts();
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const [refusal, setRefusal] = useState("");
  const nextKey = useRef(0);

  async function upload(file: File): Promise<void> {
    const key = nextKey.current++;
    const change = (more: Partial<Draft>) =>
      setDrafts((all) => all.map((draft) => (draft.key === key ? { ...draft, ...more } : draft)));
    setDrafts((all) => [...all, { key, name: file.name, part: 0, file: null }]);
    try {
      change({ file: await chat.upload(file, (part) => change({ part })), part: 1 });
    } catch (error) {
      setDrafts((all) => all.filter((draft) => draft.key !== key));
      const reason = error instanceof Error ? error.message : "";
      setRefusal(t("uploadFailed", { name: file.name, reason }));
    }
  }

  function add(files: Iterable<File>): void {
    const { config } = chat.store.get();
    setRefusal("");
    let count = drafts.length;
    for (const file of files) {
      if (config && file.size > config.fileBytesMax) {
        const reason = t("fileTooLarge", { limit: sizeOf(config.fileBytesMax, locale) });
        setRefusal(t("uploadFailed", { name: file.name, reason }));
      } else if (config && ++count > config.filesMax) {
        setRefusal(t("tooManyFiles", { count: config.filesMax }));
      } else void upload(file);
    }
  }

  const remove = (key: number) => setDrafts((all) => all.filter((draft) => draft.key !== key));
  const clear = () => setDrafts([]);
  return { drafts, refusal, add, remove, clear };
}
