import type { ActionResult } from "@/app/_auth/act";
import { refusalCodeOf } from "@/app/_lib/refusal-text";

/** What became of taking something back by a call; where the server is away it throws on, so that it can be tried again. */
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
