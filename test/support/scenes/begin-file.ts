// Before each file of a worker that files share: what the file before has replaced is put back, and draws begin anew.
import { vi } from "vitest";
import { beginDraws } from "./property";

vi.restoreAllMocks();
vi.unstubAllEnvs();
vi.useRealTimers();
beginDraws();
// A file that ended a server has closed the wake signal of the process, and one that provided formats of webhooks has
// limited the types that endpoints of these formats get; nothing that lives on holds either.
for (const name of ["log-signal", "webhook-formats"])
  Reflect.deleteProperty(globalThis, Symbol.for(`tickline.${name}`));
