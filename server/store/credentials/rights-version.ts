import { shared } from "@/server/lib/shared";

const state = () => shared("rights version", () => ({ version: 0 }));

/** Rises whenever this process has changed members or tokens: rights cached before may be outdated. */
export const rightsVersion = (): number => state().version;

export function raiseRightsVersion(): void {
  state().version += 1;
}
