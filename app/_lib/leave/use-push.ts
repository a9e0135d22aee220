"use client";

import { useRouter } from "next/navigation";
import { leave } from "./leave";

/** Goes to another page of the product; a form with changes that are not saved asks first. */
export function usePush(): (href: string) => void {
  const router = useRouter();
  return (href) => leave(() => router.push(href));
}
