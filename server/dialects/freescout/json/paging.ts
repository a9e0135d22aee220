import { z } from "zod";
import { PAGE_SIZE, PAGE_SIZE_MAX } from "@/server/dialects/freescout/input/limits";
import { given } from "@/server/dialects/freescout/input/read-input";

/** The requested page; `number` counts from 1. */
export type WirePage = { number: number; size: number };

const count = z
  .string()
  .regex(/^\d{1,9}$/, "must be a number from 1")
  .transform(Number)
  .refine((value) => value > 0, "must be a number from 1");

/** `page` and `pageSize`; a size above 100 is 100, which the response contains. */
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

/** A list in FreeScout's format. `total` may be counted only up to the last page. */
export const listJson = (
  name: string,
  items: readonly object[],
  { number, size, total }: WirePage & { total: number },
) => ({
  _embedded: { [name]: items },
  page: { size, totalElements: total, totalPages: Math.ceil(total / size), number },
});

/** A page of a bounded list that is read as a whole. */
export function pageOfAll<T>(all: readonly T[], { number, size }: WirePage): T[] {
  return all.slice((number - 1) * size, number * size);
}
