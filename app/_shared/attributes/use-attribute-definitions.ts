"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type {
  AttributeDefinitionDto,
  AttributeModel,
} from "@/server/contract/organising/attribute-definition";

const NONE: readonly AttributeDefinitionDto[] = [];

/** The defined attributes of contacts or conversations, in the order of their creation; empty while they are loading. */
export function useAttributeDefinitions(model: AttributeModel): readonly AttributeDefinitionDto[] {
  const trpc = useTRPC();
  const { data = NONE } = useQuery(trpc.attributeDefinitions.list.queryOptions());
  return data.filter((definition) => definition.model === model);
}
