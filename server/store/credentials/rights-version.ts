import { shared } from "@/server/lib/shared";

const held = () => shared("rights version", () => ({ version: 0 }));

/** Rises whenever this process has changed members or tokens: what was read before may not hold any more. */
export const rightsVersion = (): number => held().version;

export function raiseRightsVersion(): void {
  held().version += 1;
}
