import { vi } from "vitest";

type Limits = { timeout?: number; interval?: number };

/** What `check` returns once it does not throw. Vitest's own limit of a second is too short on a busy machine. In ms. */
export const waitFor = <T>(check: () => T | Promise<T>, limits: Limits = {}): Promise<T> =>
  vi.waitFor(check, { timeout: 30_000, ...limits });
