import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";

type Definition = Pick<AttributeDefinitionDto, "id" | "model">;

/** The definitions of one kind of resource beside each other, each kind in its order. */
export const groupedByModel = <D extends Definition>(all: readonly D[]): D[] =>
  [...all].sort((a, b) => a.model.localeCompare(b.model));

/** Which ways a definition can move among those of its model. */
export function movesOf(
  all: readonly Definition[],
  { id, model }: Definition,
): { up: boolean; down: boolean } {
  const beside = all.filter((one) => one.model === model);
  const at = beside.findIndex((one) => one.id === id);
  return { up: at > 0, down: at < beside.length - 1 };
}
