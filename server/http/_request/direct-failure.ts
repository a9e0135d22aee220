import type { Caller } from "@/server/contract/_shared/caller";

/** An error of a known caller in front of the app: the log names them. Its `cause` is answered. */
export class DirectFailure extends Error {
  readonly caller: Caller;

  constructor(cause: unknown, caller: Caller) {
    super("a direct answer failed", { cause });
    this.caller = caller;
  }
}
