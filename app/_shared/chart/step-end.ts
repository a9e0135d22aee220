import { HOUR_MS } from "./chart";

/** The end of a step that begins `at`. Steps of several hours follow the reader's clock, also where it is put forward or back meanwhile. */
export function stepEndOf(at: string, stepMs: number): Date {
  const begin = new Date(at);
  const end = new Date(begin.getTime() + stepMs);
  if (stepMs > HOUR_MS)
    end.setMinutes(end.getMinutes() + end.getTimezoneOffset() - begin.getTimezoneOffset());
  return end;
}
