import type { ActionResult } from "@/app/_auth/act";
import { refusalCodeOf } from "@/app/_lib/refusal-text";

/** What undo wants to hear of a procedure: done, or the code of the refusal; anything else is thrown on. */
export async function answered(work: () => Promise<unknown>): Promise<ActionResult> {
  try {
    await work();
    return { ok: true, operationId: null };
  } catch (error) {
    const code = refusalCodeOf(error);
    if (!code) throw error;
    return { ok: false, code };
  }
}
