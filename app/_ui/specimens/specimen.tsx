import type { ReactNode } from "react";

/** One primitive: its name, then its states. */
export function Specimen({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <h2 className="mb-2 border-line border-b pb-1 font-mono font-normal text-faint text-xs">{name}</h2>
      <div className="flex flex-wrap items-center gap-2.5">{children}</div>
    </div>
  );
}
