import type { ActionResult } from "@/app/_auth/act";
import { refusalCodeOf } from "@/app/_lib/refusal-text";

/**
 * The result of a call as a server action would return it. Throws errors other than refusals, so that undo can be retried.
 */
export async function asActionResult(call: () => Promise<unknown>): Promise<ActionResult> {
  try {
    await call();
    return { ok: true, operationId: null };
  } catch (error) {
    const code = refusalCodeOf(error);
    if (code === null) throw error;
    return { ok: false, code };
  }
}
