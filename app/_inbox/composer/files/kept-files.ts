import { attachmentsIn } from "@/app/_lib/files/upload-state";
import type { Uploads } from "@/app/_lib/files/uploads";
import { filesKey } from "@/app/_shell/unsent/records";
import type { UnsentStore } from "@/app/_shell/unsent/store";

/**
 * Keeps the uploaded files of unsent messages in this browser. Returns a function that shows those of a conversation that an
 * earlier page has left.
 */
export function keepFiles(store: UnsentStore, uploads: Uploads): (displayId: number) => Promise<void> {
  const restored = new Set<number>();
  const keptOf = (displayId: number) => {
    const record = store.read(filesKey(displayId))?.record;
    return record?.type === "files" ? record.files : [];
  };
  function keep(displayId: number): void {
    if (!restored.has(displayId)) return; // it would replace what was not read yet
    const files = attachmentsIn(uploads.read(displayId));
    const isSame =
      files.map(({ id }) => id).join() ===
      keptOf(displayId)
        .map(({ id }) => id)
        .join();
    if (isSame) return;
    const record = files.length === 0 ? null : { type: "files" as const, displayId, files };
    store.write({ key: filesKey(displayId), record });
  }
  uploads.subscribe(keep);
  return async (displayId) => {
    await store.ready;
    if (restored.has(displayId)) return;
    restored.add(displayId);
    uploads.restore(displayId, keptOf(displayId));
    keep(displayId);
  };
}
