import type { Passing } from "@/server/contract/message/ephemeral-message";
import { shared } from "@/server/lib/shared";
import { type AccountSignal, createAccountSignal } from "@/server/live/hub/account-signal";

/** Tells what passes by without the log, in this process or another; one per process. Check who may see it. */
export const passingSignal = (): AccountSignal<[passing: Passing]> =>
  shared("passing-signal", createAccountSignal<[passing: Passing]>);
