"use client";

import {
  type QueryFilters,
  type UseMutationOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

/**
 * A mutation that changes the results of the queries `changed`: on success it calls `onSaved` and refetches them. It is
 * pending until they are refetched.
 */
export function useSaveMutation<TData, TError, TInput>(
  { onSuccess: _, ...options }: UseMutationOptions<TData, TError, TInput>,
  changed: QueryFilters,
  onSaved?: (saved: TData, input: TInput) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    ...options,
    onSuccess: async (saved, input) => {
      onSaved?.(saved, input);
      await queryClient.invalidateQueries(changed);
    },
  });
}
