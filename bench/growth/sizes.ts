import type { Database } from "@/server/store/_postgres/db";
import { FILLED } from "./indexes";

/** What a table takes, with its partitions; `tableBytes` includes free space, `toastBytes` the toast's index. */
export type TableSize = {
  table: string;
  rows: number;
  tableBytes: number;
  toastBytes: number;
  indexBytes: number;
};

/** The sizes of all filled tables, the largest first. Their rows are as many as the last vacuum has counted. */
export async function readSizes(database: Database): Promise<TableSize[]> {
  const sizes: TableSize[] = [];
  for (const table of FILLED) sizes.push(...(await database.query<TableSize>(SIZE, [table])));
  return sizes.sort((a, b) => bytesOf(b) - bytesOf(a));
}

export const bytesOf = ({ tableBytes, toastBytes, indexBytes }: TableSize): number =>
  tableBytes + toastBytes + indexBytes;

const SIZE = `
  select $1 as table, sum(greatest(c.reltuples, 0))::bigint as rows,
         sum(pg_relation_size(c.oid, 'main') + pg_relation_size(c.oid, 'vm') + pg_relation_size(c.oid, 'fsm'))::bigint as "tableBytes",
         sum(coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0))::bigint as "toastBytes",
         sum(pg_indexes_size(c.oid))::bigint as "indexBytes"
    from pg_partition_tree($1::regclass) p join pg_class c on c.oid = p.relid
   where p.isleaf`;
