import { type ReactNode, useId } from "react";

/** A part of the page that connects an inbox, with its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-3 text-md">
        {title}
      </h2>
      {children}
    </section>
  );
}
