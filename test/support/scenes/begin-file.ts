// Before each file of a worker that files share: what the file before has replaced is put back, and draws begin anew.
import { vi } from "vitest";
import { beginDraws } from "./property";

vi.restoreAllMocks();
vi.unstubAllEnvs();
vi.useRealTimers();
beginDraws();
// A file that ended a server has closed the wake signal of the process; nothing that lives on holds it.
Reflect.deleteProperty(globalThis, Symbol.for("tickline.log-signal"));
