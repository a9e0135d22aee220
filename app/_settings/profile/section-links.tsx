"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/app/_lib/class-names";

/** The parts of the profile, in their order. */
export const PROFILE_PARTS = [
  "person",
  "looks",
  "keyboard",
  "replies",
  "alerts",
  "security",
  "sessions",
] as const;
export type ProfilePart = (typeof PROFILE_PARTS)[number];

/** The element of a part. */
export const partId = (part: ProfilePart): string => `profile-${part}`;

/** Links to the parts of the page, in sight beside them, or above them on a phone; the one being read is marked. */
export function SectionLinks() {
  const t = useTranslations("settings.profile.parts");
  const current = useReadPart();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>(`[href="#${partId(current)}"]`);
    // In a row that scrolls, the marked one comes to its middle.
    if (nav.current && link)
      nav.current.scrollLeft = link.offsetLeft + (link.offsetWidth - nav.current.clientWidth) / 2;
  }, [current]);
  return (
    <nav
      ref={nav}
      aria-label={t("label")}
      className="sticky top-0 z-10 -mx-4 mb-4 overflow-x-auto overflow-y-hidden bg-surface px-4 py-1 md:top-8 md:order-last md:mx-0 md:mb-0 md:w-40 md:shrink-0 md:p-0"
    >
      <ul className="flex w-max gap-0.5 md:w-full md:flex-col">
        {PROFILE_PARTS.map((part) => (
          <li key={part}>
            <a
              href={`#${partId(part)}`}
              aria-current={part === current ? "location" : undefined}
              className={cn(
                "flex h-7.5 items-center rounded-s px-2.5 font-medium -outline-offset-2 pointer-coarse:h-10",
                part === current ? "bg-hover text-fg" : "text-muted hover:text-fg",
              )}
            >
              {t(part)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Below the links and a banner; the upper third of the window is what is being read. */
const READ_AREA = "-80px 0px -66% 0px";

/** The first part in the area that is being read. */
function useReadPart(): ProfilePart {
  const [inSight, setInSight] = useState<readonly string[]>([]);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) =>
        setInSight((before) => {
          const left = entries.filter((one) => !one.isIntersecting).map(({ target }) => target.id);
          const come = entries.filter((one) => one.isIntersecting).map(({ target }) => target.id);
          return [...before.filter((id) => !left.includes(id) && !come.includes(id)), ...come];
        }),
      { rootMargin: READ_AREA },
    );
    for (const part of PROFILE_PARTS) {
      const element = document.getElementById(partId(part));
      if (element) observer.observe(element);
    }
    return () => observer.disconnect();
  }, []);
  return PROFILE_PARTS.find((part) => inSight.includes(partId(part))) ?? "person";
}

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
