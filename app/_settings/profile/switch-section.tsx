import { type ReactNode, useId } from "react";

/** A part of the profile with its title and what it is about. */
export function ProfileSection({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <div>
        <h2 id={id} className="text-md">
          {title}
        </h2>
        <p className="mt-0.5 text-muted">{text}</p>
      </div>
      {children}
    </section>
  );
}
