"use client";

import type { QueryFilters, UseMutationOptions } from "@tanstack/react-query";
import { useSaveMutation } from "./use-save-mutation";

/** The procedures of a resource, as tRPC offers them. */
type Procedures<TData, TError, TCreate, TUpdate> = {
  create: { mutationOptions: () => UseMutationOptions<TData, TError, TCreate> };
  update: { mutationOptions: () => UseMutationOptions<TData, TError, TUpdate> };
  pathFilter: () => QueryFilters;
};

/** The mutations that create and update a resource; both refetch its queries. `saving`: both, for `EditDialog`. */
export function useEditMutations<TData, TError, TCreate, TUpdate>(
  { create, update, pathFilter }: Procedures<TData, TError, TCreate, TUpdate>,
  onSaved: (saved: TData) => void,
) {
  const creation = useSaveMutation(create.mutationOptions(), pathFilter(), onSaved);
  const change = useSaveMutation(update.mutationOptions(), pathFilter(), onSaved);
  return { create: creation.mutate, update: change.mutate, saving: [creation, change] };
}
