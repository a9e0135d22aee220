import { refusalCodeOf } from "@/app/_lib/refusal-text";
import type { Row } from "@/app/_shared/conversation/rows";
import type { CacheWriter } from "@/app/_shell/cache/cache-writer";
import { beginChange } from "./superseded";
import type { ChangeResult } from "./undoable";

/** The result of a call that names its operation. Throws errors other than refusals: the change can be tried again. */
export async function toChangeResult(
  call: () => Promise<{ operationId: string | null }>,
): Promise<ChangeResult> {
  const end = beginChange();
  try {
    const { operationId } = await call();
    end(operationId);
    return { ok: true, operationId };
  } catch (error) {
    end(null);
    const code = refusalCodeOf(error);
    if (code === null) throw error;
    return { ok: false, code };
  }
}

type Changed = { row: Row | null; operationId: string | null };

/** The same, of a call that answers the conversation: lists show it by the answer, whenever its event arrives. */
export const toWrittenResult = (
  writer: Pick<CacheWriter, "row">,
  call: () => Promise<Changed>,
): Promise<ChangeResult> =>
  toChangeResult(async () => {
    const changed = await call();
    if (changed.row) writer.row(changed.row);
    return changed;
  });

/** The result of any other call. */
export const toPlainResult = (call: () => Promise<unknown>): Promise<ChangeResult> =>
  toChangeResult(async () => {
    await call();
    return { operationId: null };
  });
