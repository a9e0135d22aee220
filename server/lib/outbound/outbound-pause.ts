import { shared } from "@/server/lib/shared";

const slot = () => shared("outbound pause", (): { isOff: () => boolean } => ({ isOff: () => false }));

/** Called once by the composition root. */
export function provideOutboundPause(isOff: () => boolean): void {
  slot().isOff = isOff;
}

/** Whether nothing may leave this installation now: no webhook, callback, mail, push or fetch of a file. */
export const isOutboundOff = (): boolean => slot().isOff();

/** Work that leaves the installation: it waits while nothing may. */
export const unlessOutboundOff =
  <Args extends unknown[]>(work: (...args: Args) => Promise<void>) =>
  async (...args: Args): Promise<void> => {
    if (!isOutboundOff()) await work(...args);
  };
