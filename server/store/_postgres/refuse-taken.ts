import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { constraintOf } from "./db";

/** Unique constraint → what is refused when a write would break it. */
export type Taken = Readonly<Record<string, { code: RefusalCode; field: string }>>;

/** Turns a write that would break one of the constraints into its refusal; any other error is thrown as it is. */
export async function refuseTaken<T>(taken: Taken, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const refused = taken[constraintOf(error) ?? ""];
    throw refused ? new Refusal(refused.code, { field: refused.field }) : error;
  }
}
