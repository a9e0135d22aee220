import { z } from "zod";
import { PAGE_SIZE, PAGE_SIZE_MAX } from "@/server/dialects/freescout/input/limits";
import { given } from "@/server/dialects/freescout/input/read-input";

/** A numbered page that was asked for; `number` counts from 1. */
export type WirePage = { number: number; size: number };

const count = z
  .string()
  .regex(/^\d{1,9}$/, "must be a number from 1")
  .transform(Number)
  .refine((value) => value > 0, "must be a number from 1");

/** `page` and `pageSize`; a greater size than 100 is 100, and the answer says so. */
export const paging = {
  page: given(count),
  pageSize: given(count),
};

export const pageOf = ({
  page,
  pageSize,
}: {
  page?: number | undefined;
  pageSize?: number | undefined;
}): WirePage => ({
  number: page ?? 1,
  size: Math.min(pageSize ?? PAGE_SIZE, PAGE_SIZE_MAX),
});

/** A list as FreeScout writes it. `total` may be counted no further than pages go. */
export const listJson = (
  name: string,
  items: readonly object[],
  { number, size, total }: WirePage & { total: number },
) => ({
  _embedded: { [name]: items },
  page: { size, totalElements: total, totalPages: Math.ceil(total / size), number },
});

/** A page of what is read whole, because it is bounded. */
export function pageOfAll<T>(all: readonly T[], { number, size }: WirePage): T[] {
  return all.slice((number - 1) * size, number * size);
}
