import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { ATTRIBUTE_DEFINITIONS_MAX } from "@/server/domain/organising/attribute-definition";
import type { Tx } from "@/server/store/events/tx";
import {
  type AttributeDefinitionFields,
  type AttributeDefinitionRow,
  countAttributeDefinitions,
  insertAttributeDefinition,
  lockAttributeDefinition,
  type NewAttributeDefinition,
  saveAttributeDefinition,
  toAttributeDefinitionDto,
} from "@/server/store/organising/attribute-definitions";

/** Defines a custom attribute. Attributes without a definition stay possible. Administrators only. */
export async function createAttributeDefinition(
  tx: Tx,
  fields: NewAttributeDefinition,
): Promise<AttributeDefinitionDto> {
  requireAdministrator(tx.caller);
  if ((await countAttributeDefinitions(tx, ATTRIBUTE_DEFINITIONS_MAX)) === ATTRIBUTE_DEFINITIONS_MAX)
    throw new Refusal("attribute_definition.too_many");
  return toAttributeDefinitionDto(await insertAttributeDefinition(tx, fields));
}

type UpdateAttributeDefinition = Partial<AttributeDefinitionFields> & { definitionId: number };

/** Changes how an attribute is shown. Administrators only. */
export async function updateAttributeDefinition(
  tx: Tx,
  { definitionId, ...fields }: UpdateAttributeDefinition,
): Promise<AttributeDefinitionDto> {
  const before = await lockDefinition(tx, definitionId);
  return toAttributeDefinitionDto(await saveAttributeDefinition(tx, before, fields));
}

/** Deletes a definition; the values stay, and its key may be used again. Administrators only. */
export async function deleteAttributeDefinition(
  tx: Tx,
  { definitionId }: { definitionId: number },
): Promise<AttributeDefinitionDto> {
  const before = await lockDefinition(tx, definitionId);
  return toAttributeDefinitionDto(await saveAttributeDefinition(tx, before, { deletedAt: tx.now }));
}

async function lockDefinition(tx: Tx, definitionId: number): Promise<AttributeDefinitionRow> {
  requireAdministrator(tx.caller);
  const found = await lockAttributeDefinition(tx, definitionId);
  if (!found) throw new Refusal("attribute_definition.not_found");
  return found;
}
