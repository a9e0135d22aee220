"use client";

import { useRouter } from "next/navigation";

/** Asks whether what is not saved may be lost, and runs `go` if so. */
type Question = (go: () => void) => void;

let question: Question | null = null;

/** Sets the question of a form with changes that are not saved; null: it has none. */
export const setLeaveQuestion = (next: Question | null): void => {
  question = next;
};

/** Leaves the page by `go`; a form with changes that are not saved asks first. */
const leave = (go: () => void): void => (question ? question(go) : go());

/** Goes to another page of the product; a form with changes that are not saved asks first. */
export function usePush(): (href: string) => void {
  const router = useRouter();
  return (href) => leave(() => router.push(href));
}
