import type { Caller } from "@/server/contract/_shared/caller";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { ATTRIBUTE_DEFINITIONS_MAX } from "@/server/domain/organising/attribute-definition";
import type { Db } from "@/server/store/_postgres/db";
import { listAttributeDefinitions as readAll } from "@/server/store/organising/attribute-definitions";

/** All attribute definitions of the account; their number is limited. */
export const listAttributeDefinitions = (db: Db, { accountId }: Caller): Promise<AttributeDefinitionDto[]> =>
  readAll(db, accountId, ATTRIBUTE_DEFINITIONS_MAX);
