import { invalid } from "@/server/dialects/freescout/errors";

type Times = Readonly<Record<string, Date | undefined>>;

/** Refuses times of an import, by their paths: without `imported`, as what happens now happens now, and in the future. */
export function refuseTimes(
  times: Times,
  { imported, now }: { imported: boolean | undefined; now: Date },
): void {
  for (const [path, at] of Object.entries(times)) {
    if (at === undefined) continue;
    if (!imported) throw invalid({ path, message: "is only for imports: say imported" });
    if (at > now) throw invalid({ path, message: "must not be in the future" });
  }
}
