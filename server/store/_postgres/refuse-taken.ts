import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { constraintOf } from "./db";

/** Unique constraint → what is refused when a write would break it. */
export type Taken = Readonly<Record<string, { code: RefusalCode; field: string }>>;

/**
 * The refusal of what nobody had when this transaction looked for it: another one took it since. The operation is run again, as after a
 * serialisation failure, and finds who has it. If it never does, this is its refusal.
 */
export class ConflictMeanwhile extends Refusal {
  readonly code = "40001";
}

/** Turns a write that would break one of the constraints into its refusal; any other error is thrown as it is. */
export async function refuseTaken<T>(
  taken: Taken,
  write: Promise<T>,
  refusalOf: typeof Refusal = Refusal,
): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const refused = taken[constraintOf(error) ?? ""];
    throw refused ? new refusalOf(refused.code, { field: refused.field }) : error;
  }
}
